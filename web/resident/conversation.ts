/** Messages and media of this report that are still on the phone, shown where they will stand once they have arrived. */
import { el, need } from '../shared/dom';
import { t } from '../shared/words';
import { thumb } from './attach';
import { icon } from './dom';
import { forget, parcels, type Parcel } from './store';

/** `arrived` is called when something has left the phone, so that the page is drawn afresh. */
export function showPending(token: string, arrived: () => void) {
  const bubbles = need('pending');
  const uploads = need('uploads');
  /** What was sent but is not on the drawn page yet stays visible: no message blinks. */
  let shown = new Map<string, Parcel>();

  const draw = async (): Promise<void> => {
    const mine = (await parcels()).filter((one) => one.token === token);
    const waiting = new Set(mine.map((one) => one.id));
    const gone = [...shown.values()].filter((one) => !waiting.has(one.id) && !onPage(one.id));
    shown = new Map([...gone, ...mine].map((one) => [one.id, one]));
    render(waiting);
    if (gone.length) arrived();
  };
  const render = (waiting: Set<string>): void => {
    const all = [...shown.values()];
    const texts = all.filter((one) => one.kind === 'message');
    const media = all.filter((one) => one.kind === 'media');
    bubbles.replaceChildren(...texts.map((one) => bubble(one, waiting.has(one.id))));
    uploads.replaceChildren(...media.map((one) => upload(one)));
    uploads.hidden = !media.length;
  };
  const settle = (): void => {
    for (const one of shown.values()) {
      // A medium gets its own id on the server in some cases: once it has left and the page is fresh, it is there.
      if (onPage(one.id) || one.kind !== 'message') shown.delete(one.id);
    }
    void parcels().then((all) => {
      for (const one of all) if (one.token === token) shown.set(one.id, one);
      render(new Set(all.map((one) => one.id)));
    });
  };
  addEventListener('online', () => void draw());
  addEventListener('offline', () => void draw());
  void draw();
  return { draw, settle };
}

function onPage(id: string): boolean {
  return !!document.querySelector(`[data-id="${CSS.escape(id)}"]`);
}

function bubble(one: Parcel, waiting: boolean): HTMLElement {
  const refused = one.state === 'refused';
  const state = refused ? one.problem?.detail || one.problem?.title || t('Not sent.') : waiting && !navigator.onLine ? t('It will be sent by itself when there is a signal.') : t('Sending…');
  return el('li', { class: `message mine${refused ? ' refused' : ' pending'}`, 'data-pending': one.id },
    el('p', {}, String(one.fields.text ?? '')),
    el('small', {}, icon(refused ? 'warning' : 'clock'), state, refused ? discard(one) : null),
  );
}

function upload(one: Parcel): HTMLElement {
  const refused = one.state === 'refused';
  const item = thumb(one.files[0]!, refused ? () => void forget(one.id) : null);
  item.classList.add(refused ? 'refused' : 'pending');
  const words = refused ? one.problem?.detail || t('Not sent.') : navigator.onLine ? t('Sending…') : t('Waiting for signal');
  item.append(el('small', {}, words));
  return item;
}

function discard(one: Parcel): HTMLElement {
  return el('button', { type: 'button', class: 'link', onclick: () => void forget(one.id) }, t('Discard'));
}
