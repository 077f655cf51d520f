/** What every page loads: the theme, and its switch wherever a template places one. */
import './theme.css';
import { chooseTheme, theme } from './theme';

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('[data-switch-theme]') : null;
  if (button) chooseTheme(theme() === 'dark' ? 'light' : 'dark');
});
