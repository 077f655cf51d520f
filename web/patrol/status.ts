/** The line at the top that says truthfully whether the desk hears this unit: connection and position. */
import { el, need, say } from '../shared/dom';
import { iconElement } from '../shared/icons';
import type { LiveState } from '../shared/live';
import { t, tn } from '../shared/words';
import type { Positions } from './positions';

let before = '';

export function showStatus({ line, positions, waiting }: { line: LiveState; positions: Positions | null; waiting: number }): void {
  const lost = line === 'lost' || line === 'signed out' || !navigator.onLine;
  const state = positions?.state ?? 'off';
  const accuracy = positions?.latest?.accuracy_m;
  // Drawn only when it says something else: a screen reader would repeat it with every fix otherwise.
  const look = JSON.stringify([lost, line, state, accuracy, waiting, lost ? positions?.waiting : 0]);
  if (look === before) return;
  before = look;
  const connection = need('connection');
  connection.dataset.tone = lost ? 'bad' : 'good';
  const words = line === 'signed out' ? t('Signed out') : lost ? t('No connection') : line === 'connecting' ? t('Connecting…') : t('Connected');
  say(connection, iconElement(lost ? 'wifi-off' : 'radio', 18), el('span', {}, waiting ? `${words} · ${tn('%(n)s to send', '%(n)s to send', waiting)}` : words));
  const position = need('position');
  position.dataset.tone = { off: 'off', searching: 'warn', sending: 'good', waiting: 'warn', denied: 'bad', pretended: 'warn' }[state];
  say(position, iconElement('gps', 18), el('span', {}, positionWords(state, accuracy, positions?.waiting ?? 0)));
}

function positionWords(state: Positions['state'], accuracy_m: number | undefined, waiting: number): string {
  switch (state) {
    case 'off':
      return t('Position off');
    case 'searching':
      return t('Looking for your position…');
    case 'denied':
      return t('Position not allowed');
    case 'pretended':
      return t('Pretended position (demo)');
    case 'waiting':
      return tn('%(n)s position kept', '%(n)s positions kept', waiting);
    case 'sending':
      return t('Sending position ±%(metres)s m', { metres: accuracy_m ?? 0 });
  }
}
