/** Every action of the desk by keyboard, in one table: the handler and the `?` sheet read the same lines. */
import { flushSync } from 'svelte';
import { t } from '../shared/words';
import type { Desk } from './desk.svelte';

export interface Shortcut {
  keys: string[];
  what: string;
  act: (desk: Desk, key: string) => void;
}

const OFF = 'desk.single-keys';

/** One-letter keys can be switched off: speech input and tremor set them off by mistake. */
export const singleKeys = {
  get on(): boolean {
    return localStorage.getItem(OFF) !== 'off';
  },
  set on(wanted: boolean) {
    localStorage.setItem(OFF, wanted ? 'on' : 'off');
  },
};

const focus = (selector: string) => () => document.querySelector<HTMLElement>(selector)?.focus();

/** Paints what the key has just changed and focuses it before the next key arrives: a word typed on must not become commands. */
function focusNow(selector: string): void {
  flushSync();
  focus(selector)();
}

export const shortcuts = (): { title: string; keys: Shortcut[] }[] => [
  {
    title: t('Queue'),
    keys: [
      { keys: ['j', 'ArrowDown'], what: t('Next incident'), act: (desk) => desk.walk(1) },
      { keys: ['k', 'ArrowUp'], what: t('Previous incident'), act: (desk) => desk.walk(-1) },
      { keys: ['Enter'], what: t('Show it; again: take it'), act: enter },
      { keys: ['/'], what: t('Search the queue'), act: focus('#queue-search') },
      { keys: ['f'], what: t('Next filter'), act: nextFilter },
    ],
  },
  {
    title: t('Incident'),
    keys: [
      { keys: ['o'], what: t('Do the next step'), act: (desk) => !desk.opened.busy && desk.next?.act?.() },
      { keys: ['a'], what: t('Send the best unit'), act: (desk) => desk.sendRanked(0) },
      { keys: ['1', '2', '3'], what: t('Send unit 1, 2 or 3 of the list'), act: (desk, key) => desk.sendRanked(Number(key) - 1) },
      { keys: ['s'], what: t('Choose another unit'), act: otherUnits },
      { keys: ['r'], what: t('Reply to the reporter'), act: () => reply('reply') },
      { keys: ['i'], what: t('Internal note'), act: () => reply('note') },
      { keys: ['t'], what: t('Change type or priority'), act: (desk) => desk.opened.card && (desk.dialog = 'classify') },
      { keys: ['c'], what: t('Close the incident'), act: (desk) => desk.row && desk.row.stage !== 'closed' && (desk.dialog = 'close') },
    ],
  },
  {
    title: t('Desk'),
    keys: [
      { keys: ['n'], what: t('New incident by phone'), act: phone },
      { keys: ['g'], what: t('Go to the map'), act: focus('#desk-map [tabindex="0"], #desk-map canvas') },
      { keys: ['u'], what: t('Go to the units'), act: focus('#desk-units button') },
      { keys: ['m'], what: t('Sound on or off'), act: (desk) => desk.sound.toggle() },
      { keys: ['?'], what: t('This sheet'), act: (desk) => (desk.dialog = 'keys') },
      { keys: ['Escape'], what: t('Back'), act: back },
    ],
  },
];

function enter(desk: Desk): void {
  if (desk.cursor === null) return;
  const shown = desk.opened.id === desk.cursor && desk.panel === 'card';
  if (!shown) desk.show(desk.cursor);
  else if (desk.next?.name === 'open') desk.next.act?.();
  else focusNow('#next-step'); // a unit is not sent by one Enter too many
}

function nextFilter(desk: Desk): void {
  const order = ['all', 'mine', 'new', 'emergency', 'overdue', 'near'] as const;
  const { filters } = desk.board;
  filters.quick = order[(order.findIndex((one) => one === filters.quick) + 1) % order.length] ?? 'all';
}

/** Press a button of the card, if it is there, and let the page follow. */
function press(selector: string): void {
  document.querySelector<HTMLButtonElement>(selector)?.click();
  flushSync();
}

function reply(mode: 'reply' | 'note'): void {
  press('#tab-now'); // the other parts of the card have no composer
  press(`[data-composer="${mode}"]`);
  focusNow('#composer');
}

function otherUnits(): void {
  press('#tab-now');
  press('#more-units[aria-expanded="false"]');
  focusNow('#other-units button');
}

function phone(desk: Desk): void {
  desk.panel = 'phone';
  focusNow('#phone-address');
}

function back(desk: Desk): void {
  if (desk.panel === 'phone') desk.panel = 'card';
  else if (desk.opened.id !== null) desk.hide();
  focusNow(`#row-${desk.cursor}`);
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('textarea, select, input:not([type="radio"], [type="checkbox"], [type="button"])'));

/** Leaves a field; a search is emptied first. The browser would empty it too, but tell nobody: an unseen filter would stay. */
function leave(event: KeyboardEvent, field: HTMLElement): void {
  event.preventDefault();
  if (field instanceof HTMLInputElement && field.type === 'search' && field.value) {
    field.value = '';
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
  field.blur();
}

/** Listens for the whole page; in a field only Escape means something, and Enter on a button stays the button's. */
export function listenToKeys(desk: Desk): () => void {
  const table = new Map(shortcuts().flatMap((group) => group.keys.flatMap((one) => one.keys.map((key) => [key, one] as const))));
  const pressed = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || desk.dialog || document.querySelector('dialog[open]')) return;
    const target = event.target;
    if (typing(target)) {
      if (event.key === 'Escape') leave(event, target as HTMLElement);
      return;
    }
    const inQueue = target instanceof Element && target.closest('#queue');
    const onControl = target instanceof Element && target.closest('button, a, summary, [role="tab"], #desk-map, video, audio');
    if (event.key.startsWith('Arrow') && onControl && !inQueue) return;
    if (event.key === 'Enter' && onControl && !inQueue) return;
    if (event.key.length === 1 && !singleKeys.on) return;
    const shortcut = table.get(event.key.length === 1 ? event.key.toLowerCase() : event.key);
    if (!shortcut) return;
    event.preventDefault();
    shortcut.act(desk, event.key);
  };
  addEventListener('keydown', pressed);
  return () => removeEventListener('keydown', pressed);
}
