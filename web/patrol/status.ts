/** The line at the top that says truthfully whether the desk hears this unit: connection and position. */
import { el, need, say } from '../shared/dom';
import { iconElement } from '../shared/icons';
import type { LiveState } from '../shared/live';
import { t, tn } from '../shared/words';
import { STALE_MS, type Positions } from './positions';

/** Said by name rather than by how long it has lasted. */
const REFUSED = new Set<Positions['state']>(['denied', 'unsupported']);

let before = '';

export function showStatus({ line, positions, waiting }: { line: LiveState; positions: Positions | null; waiting: number }): void {
  const lost = line === 'lost' || line === 'signed out' || !navigator.onLine;
  const state = positions?.state ?? 'off';
  const accuracy = positions?.latest?.accuracy_m;
  // Drawn only when it says something else: a screen reader would repeat it with every fix otherwise.
  const silent_s = Math.floor((positions?.silent_ms ?? 0) / 10_000) * 10;
  const look = JSON.stringify([lost, line, state, accuracy, waiting, silent_s, positions?.refused, state === 'waiting' ? positions?.waiting : 0]);
  if (look === before) return;
  before = look;
  const connection = need('connection');
  connection.dataset.tone = lost ? 'bad' : 'good';
  const words = line === 'signed out' ? t('Signed out') : lost ? t('No connection') : line === 'connecting' ? t('Connecting…') : t('Connected');
  say(connection, iconElement(lost ? 'wifi-off' : 'radio', 18), el('span', {}, waiting ? `${words} · ${tn('%(n)s to send', '%(n)s to send', waiting)}` : words));
  const position = need('position');
  position.dataset.tone = silent_s ? 'bad' : { off: 'off', searching: 'warn', sending: 'good', waiting: 'warn', denied: 'bad', unsupported: 'bad', lost: 'bad', pretended: 'warn' }[state];
  say(position, iconElement('gps', 18), el('span', {}, silent_s && !REFUSED.has(state) ? silence(silent_s) : positionWords(state, accuracy, positions?.waiting ?? 0)));
  showAdvice(adviceFor(state, silent_s, positions));
}

/** What the crew can do about it; the desk sees them where they were last. */
function adviceFor(state: Positions['state'], silent_s: number, positions: Positions | null): string | null {
  if (state === 'denied') return t('The desk does not see where you are. Allow the location for this page in the browser, then load it again.');
  if (state === 'unsupported') return t('The desk does not see where you are: this browser gives no location. Open the page with https, or in another browser.');
  if (!silent_s || !positions) return null;
  if (positions.fixAge_ms() > STALE_MS) return t('The desk does not see where you are. Turn on the location (GPS) of the phone and go where there is sky.');
  if (positions.refused) return t('The desk does not see where you are: the server takes no positions. If it lasts, tell them by radio.');
  return t('The desk does not see where you are. The positions are kept and sent when there is a network.');
}

function showAdvice(words: string | null): void {
  const advice = need('advice');
  advice.hidden = !words;
  if (words) say(advice, iconElement('warning', 22), el('span', {}, words));
}

function silence(seconds: number): string {
  return seconds < 60 ? t('No position for %(n)s s', { n: seconds }) : t('No position for %(n)s min', { n: Math.floor(seconds / 60) });
}

function positionWords(state: Positions['state'], accuracy_m: number | undefined, waiting: number): string {
  switch (state) {
    case 'off':
      return t('Position off');
    case 'searching':
      return t('Looking for your position…');
    case 'denied':
      return t('Position not allowed');
    case 'unsupported':
      return t('No position on this browser');
    case 'lost':
      return t('The phone finds no position');
    case 'pretended':
      return t('Pretended position (demo)');
    case 'waiting':
      return tn('%(n)s position kept', '%(n)s positions kept', waiting);
    case 'sending':
      return t('Sending position ±%(metres)s m', { metres: accuracy_m ?? 0 });
  }
}
