/** The follow page: state and conversation, live; what the person adds goes through the outbox and survives a tunnel. */
import './resident.css';
import { deviceMoment, hour } from '../shared/clock';
import { el, need, say } from '../shared/dom';
import { Live, type LiveState } from '../shared/live';
import { t } from '../shared/words';
import { setupAttach } from './attach';
import { showPending } from './conversation';
import { icon } from './dom';
import { keepSending } from './keeper';
import { newParcel, post } from './outbox';
import { setupNews } from './news';
import { parcels, watch, type Parcel } from './store';

const page = need('follow');
const token = page.dataset.token!;
const api = `/api/v1/reports/${token}`;
/** Several facts of one action arrive together: one refresh answers them all. */
const TOGETHER_MS = 150;
const EVERY_MS = 30_000;

document.documentElement.classList.add('scripted-page');
let soon: ReturnType<typeof setTimeout> | undefined;
let fresh_at = deviceMoment();

const pending = showPending(token, () => void refresh());
const news = setupNews();
keepSending();
watch(() => void pending.draw());
setupComposer();
void sayUnanswered();
setupAttach({ taken: (file) => void post(newParcel({ id: file.id, kind: 'media', url: `${api}/media`, fields: {}, files: [file], token, title: page.dataset.title ?? '' })) });
new Live({ fact: later, reset: later, state: showLine }, { follow: token });
// The stream may be impossible on some networks; the state must not grow old in silence.
const refreshIfSeen = (): void => {
  if (document.visibilityState === 'visible') void refresh();
};
setInterval(refreshIfSeen, EVERY_MS);
document.addEventListener('visibilitychange', refreshIfSeen);
page.addEventListener('click', (event) => {
  const asked = (event.target as HTMLElement).closest<HTMLElement>('[data-solved]')?.dataset;
  if (asked) void confirm(asked.solved === 'yes', asked.part ? Number(asked.part) : undefined);
});
scrollToLatest();

function later(): void {
  clearTimeout(soon);
  soon = setTimeout(() => void refresh(), TOGETHER_MS);
}

/** The server draws the page; we take over the parts that changed, so that there is one drawing of everything. */
async function refresh(): Promise<void> {
  try {
    const answer = await fetch(location.pathname, { headers: { Accept: 'text/html' }, cache: 'no-store', signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) return;
    const unanswered = await waitingAnswer();
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const wasAtEnd = news.isAtEnd();
    for (const part of page.querySelectorAll<HTMLElement>('[data-fresh]')) {
      const drawn = next.getElementById(part.id);
      // The server does not know the answer yet, and would ask again.
      if (part.id === 'ask' && unanswered) continue;
      if (drawn && drawn.innerHTML !== part.dataset.drawn) {
        part.dataset.drawn = drawn.innerHTML;
        part.replaceChildren(...drawn.childNodes);
        part.hidden = drawn.hidden;
      }
    }
    fresh_at = deviceMoment();
    pending.settle();
    news.look(wasAtEnd);
  } catch {
    // Shown by the line state; the next turn tries again.
  }
}

function showLine(state: LiveState): void {
  const line = need('line');
  const lost = state === 'lost' || !navigator.onLine;
  line.dataset.state = lost ? 'lost' : 'live';
  if (lost) say(line, icon('wifi-off'), t('No connection. What you see is from %(time)s.', { time: hour(fresh_at) }));
  else say(line, t('Live'));
  if (state === 'connected') later();
}

function setupComposer(): void {
  const form = need<HTMLFormElement>('composer');
  const field = need<HTMLTextAreaElement>('message');
  const fit = (): void => {
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight + 2, 140)}px`;
  };
  field.addEventListener('input', fit);
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && matchMedia('(hover: hover)').matches) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return field.focus();
    field.value = '';
    fit();
    news.mine();
    void post(newParcel({ kind: 'message', url: `${api}/messages`, fields: { text, language: document.documentElement.lang }, token, title: text.slice(0, 40) }));
  });
}

/** What was answered stays on the page: first as on its way, then as the server draws it. */
async function confirm(solved: boolean, part?: number): Promise<void> {
  if (part === undefined) drawAnswer(solved, t('Sending…'));
  else say(need('parts'), solved ? t('Thank you. Your answer helps to improve.') : t('Thank you for telling us. The desk looks at it again.'));
  await post(newParcel({ kind: 'confirm', url: `${api}/confirm`, fields: part === undefined ? { solved } : { solved, part }, token, title: t('Your answer') }));
  await sayUnanswered();
  later();
}

async function sayUnanswered(): Promise<void> {
  const answer = await waitingAnswer();
  if (answer && answer.fields.part === undefined) drawAnswer(answer.fields.solved === true, t('It will be sent by itself when there is a signal.'));
}

async function waitingAnswer(): Promise<Parcel | undefined> {
  return (await parcels()).find((one) => one.token === token && one.kind === 'confirm' && one.state === 'waiting');
}

function drawAnswer(solved: boolean, state: string): void {
  const ask = need('ask');
  delete ask.dataset.drawn;
  const words = solved ? t('You answer that it was solved.') : t('You answer that it was not solved.');
  say(ask, el('p', { class: 'answered' }, icon('hourglass'), el('span', {}, words, ' ', state)));
}

function scrollToLatest(): void {
  if (location.hash === '#conversation') need('conversation').scrollIntoView();
}
