/** The demo's start page, the administrator's page, sign-in and refusals: pages that need a style and no script. */
import './pages.css';
