/** The alerts in force where the reader is: asked again and again, kept for when there is no connection, ended by the clock. */
import './alerts.css';

interface Kept { about: string; html: string; /** The server's time then, and how fast it runs. */ town_ms: number; speed: number; here_ms: number }

const ASK_EVERY_MS = 15_000;
const LOOK_EVERY_MS = 1_000;
const PATIENCE_MS = 8_000;
const KEY = 'sereno.alerts';

const section = document.getElementById('alerts');
const list = section?.querySelector<HTMLElement>('.in-force-list');
const age = section?.querySelector<HTMLElement>('.in-force-age');

let shown = '';
let kept: Kept | null = null;
let askedFor = '';
let askedAt_ms = -Infinity;

/** Town and place; the place is the report's on its own page, or the one being chosen. */
function about(): string {
  const query = new URLSearchParams({ municipality: section?.dataset['municipality'] ?? '' });
  const chosen = (name: string): string => document.querySelector<HTMLInputElement>(`#report input[name=${name}]`)?.value ?? '';
  const lon = section?.dataset['lon'] || chosen('lon');
  const lat = section?.dataset['lat'] || chosen('lat');
  if (lon && lat) {
    query.set('lon', lon);
    query.set('lat', lat);
  }
  return query.toString();
}

async function ask(): Promise<void> {
  const wanted = about();
  askedFor = wanted;
  askedAt_ms = performance.now();
  try {
    const answer = await fetch(`/alerts/here?${wanted}`, { signal: AbortSignal.timeout(PATIENCE_MS), headers: { 'Accept-Language': document.documentElement.lang } });
    if (!answer.ok) throw new Error(String(answer.status));
    const [now, speed] = (answer.headers.get('Sereno-Clock') ?? '').split('/');
    const html = (await answer.text()).trim();
    if (wanted !== askedFor) return; // the place has changed meanwhile
    kept = { about: wanted, html, town_ms: Date.parse(now ?? '') || Date.now(), speed: Number(speed) || 1, here_ms: Date.now() };
    localStorage.setItem(KEY, JSON.stringify(kept));
    show(kept, false);
  } catch {
    kept ??= stored();
    if (kept) show(kept, true);
  }
}

function stored(): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null') as Kept | null;
  } catch {
    return null;
  }
}

/** Puts a copy in its place, only when it says something else: a screen reader must not read the same alert every few seconds. */
function show(copy: Kept, old: boolean): void {
  if (!list || !age) return;
  if (copy.html !== shown) {
    shown = copy.html;
    list.innerHTML = copy.html;
  }
  age.hidden = !old;
  const at = new Intl.DateTimeFormat(document.documentElement.lang, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: document.documentElement.dataset['timezone'] });
  const sentence = old ? (section?.dataset['aged'] ?? '').replace('TIME', at.format(copy.town_ms)) : '';
  if (age.textContent !== sentence) age.textContent = sentence;
  end(copy);
}

/** What has run out goes, also without a connection. */
function end(copy: Kept): void {
  const now_ms = copy.town_ms + (Date.now() - copy.here_ms) * copy.speed;
  list?.querySelectorAll<HTMLElement>('[data-expires]').forEach((one) => {
    if (Date.parse(one.dataset['expires'] ?? '') <= now_ms) one.remove();
  });
}

function look(): void {
  if (kept) end(kept);
  if (document.hidden) return;
  if (about() !== askedFor || performance.now() - askedAt_ms > ASK_EVERY_MS) void ask();
}

if (section) {
  void ask();
  setInterval(look, LOOK_EVERY_MS);
  document.addEventListener('visibilitychange', look);
  addEventListener('online', () => void ask());
}
