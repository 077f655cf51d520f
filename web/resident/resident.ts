/** The report page: what, where, send. The form works without this; with it, nothing is lost and nothing is asked twice. */
import './resident.css';
import { newId } from '../shared/api';
import { device_ms, deviceMoment, hour } from '../shared/clock';
import { el, need, say } from '../shared/dom';
import { t } from '../shared/words';
import { setupAttach } from './attach';
import { icon } from './dom';
import { setupDraft, type Draft } from './draft';
import { keepSending } from './keeper';
import { newParcel, post } from './outbox';
import { showOutbox } from './outbox_view';
import { showSent } from './sent';
import { exchange, keep, type Parcel } from './store';
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
const attach = setupAttach({ changed: () => draft.touch() });
const draft = setupDraft(asDraft);
showOutbox(need('outbox'), correct);
keepSending();
ready = true;
progress();
void takeUp().then(() => where.start());

form.addEventListener('input', () => draft.touch());
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void send();
});

/** One line above the button says what is still needed; the button itself is never dead. */
function progress(): void {
  if (!ready) return;
  draft.touch();
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
    await keep(parcel);
    await draft.forget();
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

const WRITTEN = ['text', 'name', 'phone'] as const;
/** A phone's own position is where the person is only for so long. */
const FIX_KEPT_MS = 10 * 60_000;

/** What is in the form now; null while nothing is. */
async function asDraft(): Promise<Draft | null> {
  const typed = new FormData(form);
  const fields = Object.fromEntries(WRITTEN.map((name) => [name, String(typed.get(name) ?? '')]));
  const files = await attach.files();
  const category = what()?.code ?? '';
  const { place } = where;
  if (form.hidden || !(category || files.length || Object.values(fields).some(Boolean))) return null;
  const from = need('where').dataset.from ?? '';
  const at = place && { lon: place.lon, lat: place.lat, label: place.label || where.typed };
  return { saved_at: deviceMoment(), category, fields, anonymous: typed.getAll('anonymous').includes('true'), place: at, from, files };
}

/** What was begun before the page was loaded again, with a way to begin anew. */
async function takeUp(): Promise<void> {
  const kept = await draft.kept();
  if (!kept || what() || where.typed) return;
  for (const name of WRITTEN) set(name, kept.fields[name]);
  form.querySelector<HTMLInputElement>('input[type=checkbox][name=anonymous]')!.checked = kept.anonymous;
  chooseTile(kept.category);
  attach.restore(kept.files);
  const isOld = device_ms() - Date.parse(kept.saved_at) > FIX_KEPT_MS;
  if (kept.place && !(kept.from === 'gps' && isOld)) where.restore(kept.place);
  const discard = el('button', { type: 'button', class: 'button bare', onclick: () => void draft.forget().then(startOver) }, icon('trash'), t('Discard'));
  form.before(el('p', { class: 'notice taken-up', role: 'status' }, icon('edit'), el('span', {}, t('What you began at %(time)s is still here.', { time: hour(kept.saved_at) })), discard));
}

function set(name: string, value: unknown): void {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = String(value ?? '');
}

function chooseTile(category: string): void {
  const tile = form.querySelector<HTMLInputElement>(`input[name=category][value="${CSS.escape(category)}"]`);
  tile?.click();
  tile?.dispatchEvent(new Event('change', { bubbles: true }));
}

/** A refused report goes back into the form; what the person wrote is never thrown away. */
function correct(parcel: Parcel): void {
  form.hidden = false;
  need('sent').hidden = true;
  set('text', parcel.fields.text);
  chooseTile(String(parcel.fields.category));
  attach.restore(parcel.files);
  where.restore({ lon: Number(parcel.fields.lon), lat: Number(parcel.fields.lat), label: parcel.place });
  void exchange(parcel.id, null, []);
  form.scrollIntoView();
}
