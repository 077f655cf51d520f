/** Keeps the conversation in sight: one's own message at once, another's when one is at the end, else a button that leads there. */
import { need } from '../shared/dom';

/** So far from the end one still reads the end. */
const NEAR_PX = 80;

export function setupNews() {
  const button = need('news');
  const messages = need('messages');
  let known = others(messages).length;
  addEventListener('scroll', () => {
    const last = others(messages).at(-1);
    if (last && last.getBoundingClientRect().top < need('composer').getBoundingClientRect().top) button.hidden = true;
  }, { passive: true });
  button.addEventListener('click', () => {
    button.hidden = true;
    toEnd();
  });
  return {
    /** Asked before the page grows: afterwards nobody is at the end any more. */
    isAtEnd,
    /** The page was drawn afresh: is there something new to read? */
    look: (wasAtEnd: boolean): void => {
      const now = others(messages).length;
      if (now > known && wasAtEnd) toEnd();
      else if (now > known) button.hidden = false;
      known = now;
    },
    /** One has just said something: it must be seen to be there, now and once the server has drawn it. */
    mine: (): void => {
      new MutationObserver((_, seen) => {
        seen.disconnect();
        toEnd();
      }).observe(need('pending'), { childList: true });
    },
  };
}

function others(messages: HTMLElement): HTMLElement[] {
  return [...messages.querySelectorAll<HTMLElement>('.message:not(.mine)')];
}

function isAtEnd(): boolean {
  return innerHeight + scrollY >= document.documentElement.scrollHeight - NEAR_PX;
}

function toEnd(): void {
  const reduced = matchMedia('(prefers-reduced-motion: reduce)').matches;
  scrollTo({ top: document.documentElement.scrollHeight, behavior: reduced ? 'auto' : 'smooth' });
}
