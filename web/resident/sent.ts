/** What the person sees after tapping send: the true state, until the municipality has it or the phone keeps it. */
import { el, say } from '../shared/dom';
import { t } from '../shared/words';
import { calls, icon } from './dom';
import { flush } from './outbox';
import { followed, parcel as stored, watch, type Parcel } from './store';

/** After this we stop asking for patience and say where the report is: on the phone. */
const PATIENCE_MS = 6_000;

export function showSent(box: HTMLElement, parcel: Parcel, again: () => void, correct: (parcel: Parcel) => void) {
  let patient = true;
  let last = '';
  const draw = async (): Promise<void> => {
    if (box.hidden && last) return;
    const kept = (await followed()).find((one) => one.id === parcel.id);
    if (kept) return location.assign(`/r/${kept.token}`);
    const waiting = await stored(parcel.id);
    const state = waiting?.state === 'refused' ? 'refused' : patient && navigator.onLine ? 'sending' : 'saved';
    if (state === last) return;
    last = state;
    box.dataset.state = state;
    if (state === 'refused') say(box, ...refused(waiting!, again, correct));
    else if (state === 'sending') say(box, ...sending());
    else say(box, ...saved(again));
  };
  const impatient = setTimeout(() => {
    patient = false;
    void draw();
  }, PATIENCE_MS);
  watch(() => void draw());
  addEventListener('offline', () => void draw());
  box.hidden = false;
  box.focus();
  void draw();
  return {
    /** The first attempt has ended: show at once where that left the report. */
    settled: async (): Promise<void> => {
      clearTimeout(impatient);
      patient = false;
      await draw();
    },
  };
}

function sending(): Node[] {
  return [el('div', { class: 'spinner', 'aria-hidden': 'true' }), el('h1', {}, t('Sending…')), el('p', {}, t('It is already saved on your phone: it will not be lost.'))];
}

function saved(again: () => void): Node[] {
  const emergency = document.querySelector('#what.urgent') && townNumbers();
  return [
    el('div', { class: 'seal waiting' }, icon('hourglass')),
    el('h1', {}, t('Saved on your phone')),
    el('p', {}, t('There is no connection now. It will be sent by itself as soon as there is a signal, even if you close this page.')),
    ...(emergency ? [el('p', { class: 'strong' }, t('If it is urgent, call:')), emergency] : []),
    el('div', { class: 'actions' },
      el('button', { type: 'button', class: 'button primary wide', onclick: () => void flush(true) }, icon('refresh'), t('Try now')),
      el('a', { class: 'button wide', href: '/my' }, t('My reports')),
      el('button', { type: 'button', class: 'button bare wide', onclick: again }, t('Make another report')),
    ),
  ];
}

function refused(waiting: Parcel, again: () => void, correct: (parcel: Parcel) => void): Node[] {
  const problem = waiting.problem;
  return [
    el('div', { class: 'seal refused' }, icon('warning')),
    el('h1', {}, problem?.title || t('It could not be taken')),
    el('p', {}, problem?.detail ?? ''),
    ...(problem?.numbers?.length ? [calls(problem.numbers)] : []),
    el('p', { class: 'hint' }, t('Your report stays on this phone. Nothing you wrote is lost.')),
    el('div', { class: 'actions' },
      el('button', { type: 'button', class: 'button primary wide', onclick: () => correct(waiting) }, icon('edit'), t('Correct and send')),
      el('button', { type: 'button', class: 'button bare wide', onclick: again }, t('Make another report')),
    ),
  ];
}

function townNumbers(): HTMLElement | null {
  const config = JSON.parse(document.getElementById('config')?.textContent ?? '{}') as { numbers?: { name: string; number: string }[] };
  return config.numbers?.length ? calls(config.numbers) : null;
}
