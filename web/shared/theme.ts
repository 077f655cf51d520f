/** Light, dark or as the system says. Kept in a cookie so that the server paints the first frame right. */

export type Theme = 'light' | 'dark';
export type ThemeChoice = Theme | 'system';

const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<(theme: Theme) => void>();

export function themeChoice(): ThemeChoice {
  const set = document.documentElement.dataset.theme;
  return set === 'light' || set === 'dark' ? set : 'system';
}

/** The theme on screen now. */
export function theme(): Theme {
  const choice = themeChoice();
  if (choice !== 'system') return choice;
  return system.matches ? 'dark' : 'light';
}

export function chooseTheme(choice: ThemeChoice): void {
  if (choice === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  document.cookie = `theme=${choice}; path=/; max-age=31536000; samesite=lax`;
  tell();
}

/** Calls back whenever the theme on screen changes; returns the way to stop it. */
export function onTheme(changed: (theme: Theme) => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

const tell = (): void => listeners.forEach((listener) => listener(theme()));
system.addEventListener('change', tell);
