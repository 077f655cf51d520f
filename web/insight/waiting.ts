/** A file of history that is being read or taken in: the bar follows the worker, and the page comes again when it is done. */
const EVERY_MS = 1000;

interface Progress { state: string; rows: number; of: number }

/** Ask again and again how far it is; a lost line is no end, the next answer counts. */
export function watch(holder: HTMLElement): void {
  const address = holder.dataset['progress'];
  const bar = holder.querySelector('progress');
  const told = holder.querySelector('output');
  if (!address || !bar || !told) return;
  const figures = new Intl.NumberFormat(document.documentElement.lang);

  const ask = async (): Promise<void> => {
    try {
      const answer = await fetch(address, { headers: { accept: 'application/json' } });
      if (answer.redirected || answer.status === 404) return location.reload();
      const now = (await answer.json()) as Progress;
      if (now.state !== holder.dataset['state']) return location.reload();
      if (now.of > 0) {
        bar.max = now.of;
        bar.value = now.rows;
        told.textContent = `${figures.format(now.rows)} / ${figures.format(now.of)}`;
      }
    } catch {
      // The server may be away for a moment.
    }
    window.setTimeout(() => void ask(), EVERY_MS);
  };
  window.setTimeout(() => void ask(), EVERY_MS);
}
