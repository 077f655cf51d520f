/** The end of a session: noticed by whichever call or stream is refused first, told once to the whole page. */

let over = false;
const listeners = new Set<() => void>();

/** Somebody was answered "please sign in" on a page that is only given to those who have. */
export function endSession(): void {
  if (over) return;
  over = true;
  listeners.forEach((heard) => heard());
}

/** Calls back when the session ends; gives back how to stop listening. */
export function onSessionEnd(heard: () => void): () => void {
  listeners.add(heard);
  return () => listeners.delete(heard);
}
