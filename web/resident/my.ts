/** My reports: what this phone has sent and what it still keeps. No account: the list lives here only. */
import './resident.css';
import { dayAndHour } from '../shared/clock';
import { el, need } from '../shared/dom';
import { t } from '../shared/words';
import { icon } from './dom';
import { keepSending } from './keeper';
import { showOutbox } from './outbox_view';
import { followed, parcels, unfollow, watch, type Kept } from './store';

/** Asking for the state of more than these on a phone line costs more than it tells. */
const ASKED = 12;
type State = { status: string; stage_label: string };

const list = need('reports');
const states = new Map<string, State>();
showOutbox(need('outbox'), null);
keepSending();
watch(() => void draw());
void draw().then(askStates);

async function draw(): Promise<void> {
  const [kept, waiting] = await Promise.all([followed(), parcels()]);
  need('loading').hidden = true;
  need('empty').hidden = kept.length + waiting.length > 0;
  list.replaceChildren(...kept.map(card));
  document.documentElement.dataset.drawn = 'yes';
}

function card(one: Kept): HTMLElement {
  const state = states.get(one.token);
  const link = el('a', { href: `/r/${one.token}` },
    el('span', { class: 'card-head' }, el('b', {}, one.title), state ? el('span', { class: 'chip stage', 'data-stage': state.status }, state.stage_label) : null),
    el('span', { class: 'card-place' }, [one.place, one.municipality].filter(Boolean).join(' · ')),
    el('small', {}, one.number, ' · ', el('time', { datetime: one.made_at }, dayAndHour(one.made_at))),
  );
  const remove = el('button', { type: 'button', class: 'button bare square', 'aria-label': t('Remove %(what)s from this phone', { what: one.number }), onclick: () => void drop(one) }, icon('trash'));
  return el('li', {}, link, remove);
}

async function drop(one: Kept): Promise<void> {
  if (!confirm(t('Remove it from this phone? The municipality keeps the report, but you lose the link to follow it.'))) return;
  // The page itself may be in the cache of the worker: on a borrowed phone it must go as well.
  if ('caches' in globalThis) for (const name of await caches.keys()) await (await caches.open(name)).delete(`/r/${one.token}`);
  await unfollow(one.id);
}

async function askStates(): Promise<void> {
  const asked = (await followed()).slice(0, ASKED).map(async (one) => {
    try {
      const answer = await fetch(`/api/v1/reports/${one.token}`, { headers: { Accept: 'application/json', 'Accept-Language': document.documentElement.lang } });
      if (answer.ok) states.set(one.token, (await answer.json()) as State);
    } catch {
      // Without connection the list is still there, only without states.
    }
  });
  await Promise.all(asked);
  if (states.size) await draw();
}
