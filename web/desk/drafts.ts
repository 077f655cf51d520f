/** Half-written answers, kept per incident until they are sent: the phone rings in the middle of a sentence. */

const PREFIX = 'desk.draft.';

export const draft = (key: string): string => sessionStorage.getItem(PREFIX + key) ?? '';

export function keepDraft(key: string, text: string): void {
  if (text) sessionStorage.setItem(PREFIX + key, text);
  else sessionStorage.removeItem(PREFIX + key);
}
