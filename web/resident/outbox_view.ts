/** Shows what is still on this phone, in its true state: waiting, sending, or refused with the server's words. */
import { hour } from '../shared/clock';
import { el } from '../shared/dom';
import { sentences, t, tn } from '../shared/words';
import { calls, icon } from './dom';
import { flush } from './outbox';
import { forget, parcels, watch, type Parcel } from './store';

export function showOutbox(box: HTMLElement, correct: ((parcel: Parcel) => void) | null): void {
  const draw = async (): Promise<void> => {
    const waiting = (await parcels()).filter((one) => one.kind === 'report' || one.state === 'refused');
    const uploads = (await parcels()).filter((one) => one.kind === 'media' && one.state === 'waiting');
    const cards = waiting.map((one) => (one.state === 'refused' ? refusedCard(one, correct) : waitingCard(one)));
    if (uploads.length) cards.push(uploadsCard(uploads.length));
    box.replaceChildren(...cards);
    box.hidden = !cards.length;
  };
  watch(() => void draw());
  addEventListener('online', () => void draw());
  addEventListener('offline', () => void draw());
  void draw();
}

function waitingCard(one: Parcel): HTMLElement {
  const state = navigator.onLine ? t('It is being sent…') : t('It will be sent by itself when there is a signal.');
  const button = navigator.onLine && one.attempts > 0 ? el('button', { type: 'button', class: 'button compact', onclick: () => void flush(true) }, t('Try now')) : null;
  return el('article', { class: 'parcel', 'data-parcel': one.id, 'data-state': 'waiting' }, icon('hourglass'), words(one, el('p', {}, t('Saved on your phone.'), ' ', state)), button);
}

function refusedCard(one: Parcel, correct: ((parcel: Parcel) => void) | null): HTMLElement {
  const problem = one.problem;
  const said = sentences(problem?.title, problem?.detail) || t('The municipality could not take it.');
  const actions = el('div', { class: 'actions' },
    correct && one.kind === 'report' ? el('button', { type: 'button', class: 'button', onclick: () => correct(one) }, icon('edit'), t('Correct and send')) : null,
    el('button', { type: 'button', class: 'button bare', onclick: () => void forget(one.id) }, icon('trash'), t('Discard')),
  );
  const numbers = problem?.numbers?.length ? calls(problem.numbers) : null;
  return el('article', { class: 'parcel refused', 'data-parcel': one.id, 'data-state': 'refused' }, icon('warning'), words(one, el('p', {}, el('b', {}, t('Not sent.')), ' ', said), numbers, actions));
}

function uploadsCard(count: number): HTMLElement {
  const text = tn('%(n)s file is on its way', '%(n)s files are on their way', count);
  return el('article', { class: 'parcel', 'data-state': 'uploading' }, icon('gallery'), el('div', {}, el('p', {}, text)));
}

function words(one: Parcel, ...more: (Node | null)[]): HTMLElement {
  const title = el('p', { class: 'parcel-title' }, el('b', {}, one.title || t('Message')), ' ', el('time', { datetime: one.made_at }, hour(one.made_at)));
  return el('div', {}, title, one.place ? el('p', { class: 'parcel-place' }, one.place) : null, ...more);
}
