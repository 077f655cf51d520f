/** Keeps the outbox moving while a page is open, and installs the worker that does so when none is. */
import { flush, nextTurn } from './outbox';
import { parcels, watch } from './store';

export function keepSending(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = async (): Promise<void> => {
    clearTimeout(timer);
    const pause_ms = await nextTurn();
    if (pause_ms !== null) timer = setTimeout(now, pause_ms);
  };
  const now = (): void => void flush().then(later);
  const all = (): void => void flush(true).then(later);
  addEventListener('online', all);
  addEventListener('visibilitychange', () => document.visibilityState === 'visible' && all());
  watch(() => void later());
  all();
  void install();
}

async function install(): Promise<void> {
  try {
    await navigator.serviceWorker?.register('/sw.js', { scope: '/' });
    // Only once something is worth keeping; asking earlier makes some browsers open a question.
    if ((await parcels()).length) await navigator.storage?.persist?.();
  } catch {
    // No worker (plain http on a LAN, private window): the page still sends by itself while it is open.
  }
}
