/** The report page: what, where, send. The form works without this; with it, nothing is lost and nothing is asked twice. */
import './resident.css';
import { newId } from '../shared/api';
import { deviceMoment } from '../shared/clock';
import { need, say } from '../shared/dom';
import { t } from '../shared/words';
import { setupAttach } from './attach';
import { keepSending } from './keeper';
import { newParcel, post } from './outbox';
import { showOutbox } from './outbox_view';
import { showSent } from './sent';
import { exchange, type Parcel } from './store';
import { setupWhat } from './what';
import { Where } from './where';

document.documentElement.classList.add('scripted-page');
const form = need<HTMLFormElement>('report');
form.noValidate = true;
let tried = false;
/** The steps may call back while they are being set up (a form that comes back filled in). */
let ready = false;
const what = setupWhat(() => progress());
const where = new Where(() => progress());
const attach = setupAttach();
showOutbox(need('outbox'), correct);
keepSending();
ready = true;
progress();
void where.start();

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void send();
});

/** One line above the button says what is still needed; the button itself is never dead. */
function progress(): void {
  if (!ready) return;
  const gap = missing();
  need('send').classList.toggle('ready', !gap);
  const outside = where.place?.served === false;
  say(need('missing'), tried && gap ? gap.words : outside ? t('This place is outside: it would not be attended. Please call.') : '');
}

function missing(): { words: string; show: HTMLElement } | null {
  if (!what()) return { words: t('Choose what is happening'), show: need('what') };
  if (where.place) return null;
  const typed = where.typed;
  return { words: typed ? t('Choose the address from the list') : t('Say where it is'), show: need('where') };
}

async function send(): Promise<void> {
  tried = true;
  progress();
  const gap = missing();
  if (gap) return showGap(gap.show);
  const button = need<HTMLButtonElement>('send');
  // A second tap while photographs are being made smaller must not make a second report.
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  try {
    const parcel = await pack();
    form.hidden = true;
    const shown = showSent(need('sent'), parcel, startOver, correct);
    await post(parcel);
    await shown.settled();
  } finally {
    button.removeAttribute('aria-busy');
  }
}

function showGap(step: HTMLElement): void {
  const reduced = matchMedia('(prefers-reduced-motion: reduce)').matches;
  step.scrollIntoView({ behavior: reduced ? 'auto' : 'smooth', block: 'start' });
  if (step.id === 'where') {
    if (where.typed) where.suggest();
    need('address').focus({ preventScroll: true });
  } else step.querySelector<HTMLInputElement>('input[type=radio]')?.focus({ preventScroll: true });
}

async function pack(): Promise<Parcel> {
  const place = where.place!;
  const category = what()!;
  const typed = new FormData(form);
  const text = (name: string): string | undefined => String(typed.get(name) ?? '').trim() || undefined;
  const made_at = deviceMoment();
  const contact = { name: text('name'), phone: text('phone') };
  const fields = {
    category: category.code,
    lon: place.lon,
    lat: place.lat,
    accuracy_m: place.accuracy_m ?? undefined,
    text: text('text'),
    sent_at: made_at,
    municipality: text('municipality'),
    anonymous: typed.getAll('anonymous').includes('true'),
    contact: contact.name || contact.phone ? contact : undefined,
    language: document.documentElement.lang,
  };
  const label = place.label || where.typed;
  return newParcel({ id: newId(), kind: 'report', url: '/api/v1/reports', fields, made_at, files: await attach.files(), title: category.name, place: label });
}

function startOver(): void {
  form.reset();
  location.assign('/report');
}

/** A refused report goes back into the form; what the person wrote is never thrown away. */
function correct(parcel: Parcel): void {
  const set = (name: string, value: unknown): void => {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = String(value ?? '');
  };
  form.hidden = false;
  need('sent').hidden = true;
  set('text', parcel.fields.text);
  const tile = form.querySelector<HTMLInputElement>(`input[name=category][value="${CSS.escape(String(parcel.fields.category))}"]`);
  tile?.click();
  if (tile) tile.dispatchEvent(new Event('change', { bubbles: true }));
  attach.restore(parcel.files);
  where.restore({ lon: Number(parcel.fields.lon), lat: Number(parcel.fields.lat), label: parcel.place });
  void exchange(parcel.id, null, []);
  form.scrollIntoView();
}
