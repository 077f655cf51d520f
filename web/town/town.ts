/** The administrator's pages: style for all of them; what a page needs beyond that, it loads itself. */
import '../resident/pages.css';
import './town.css';
