/** Sends what waits on this phone, exactly once, from the page or from the service worker. */
import { newId } from '../shared/api';
import { deviceMoment } from '../shared/clock';
import { exchange, forget, keep, parcel, parcels, type Kept, type Parcel, type Problem } from './store';

const RETRY_FIRST_MS = 2_000;
const RETRY_LAST_MS = 60_000;
const ANSWER_MS = 30_000;
/** A video on a weak connection takes minutes; giving up early would start it over for ever. */
const UPLOAD_MS = 300_000;
const ORDER = { report: 0, confirm: 1, message: 2, media: 3 } as const;

type Reply = { id: string; number: string; follow: string; page: string; municipality: { name: string } };

export function newParcel(part: Pick<Parcel, 'kind' | 'url' | 'fields'> & Partial<Parcel>): Parcel {
  return {
    id: newId(),
    made_at: deviceMoment(),
    files: [],
    token: null,
    title: '',
    place: '',
    state: 'waiting',
    attempts: 0,
    next_at: 0,
    problem: null,
    ...part,
  };
}

/** Stores first, sends second: from here on the parcel survives the page, the battery and the tunnel. */
export async function post(parcel: Parcel): Promise<void> {
  await keep(parcel);
  await askForBackgroundSync();
  await deliver(parcel.id);
}

/** Tries everything that is due; `all` also what is waiting for its next turn (we just came online). */
export async function flush(all = false): Promise<void> {
  const now = Date.now();
  const due = (await parcels())
    .filter((one) => one.state === 'waiting' && (all || one.next_at <= now))
    .sort((a, b) => ORDER[a.kind] - ORDER[b.kind]);
  await Promise.all(due.filter((one) => one.kind !== 'media').map((one) => deliver(one.id)));
  // Media one after another: on a narrow line, parallel uploads only make all of them late.
  for (const one of due.filter((each) => each.kind === 'media')) await deliver(one.id);
}

/** Milliseconds until the next parcel is due; null when nothing waits. */
export async function nextTurn(): Promise<number | null> {
  const waiting = (await parcels()).filter((one) => one.state === 'waiting');
  if (!waiting.length) return null;
  return Math.max(500, Math.min(...waiting.map((one) => one.next_at)) - Date.now());
}

/** A lock per parcel: page and worker never send the same one together, and no video delays a report. */
async function deliver(id: string): Promise<void> {
  if (!('locks' in navigator)) return sendNow(id);
  await navigator.locks.request(`outbox:${id}`, { ifAvailable: true }, async (lock) => {
    if (lock) await sendNow(id);
  });
}

async function sendNow(id: string): Promise<void> {
  const one = await parcel(id);
  if (!one || one.state !== 'waiting') return;
  let response: Response;
  try {
    response = await fetch(one.url, request(one));
  } catch {
    return postpone(one, null);
  }
  if (response.ok) return settle(one, response);
  if (response.status >= 500 || [408, 425, 429].includes(response.status)) {
    return postpone(one, response.headers.get('Retry-After'));
  }
  await keep({ ...one, state: 'refused', problem: await readProblem(response) });
}

function request(one: Parcel): RequestInit {
  const headers: Record<string, string> = {
    'Idempotency-Key': one.id,
    Accept: 'application/json, application/problem+json',
    'Accept-Language': languageOf(one),
  };
  if (one.kind !== 'media') {
    headers['Content-Type'] = 'application/json';
    const body = JSON.stringify({ id: one.id, ...one.fields });
    return { method: 'POST', headers, body, credentials: 'same-origin', signal: AbortSignal.timeout(ANSWER_MS) };
  }
  const body = new FormData();
  body.append('id', one.id);
  for (const file of one.files) body.append('media', file.blob, file.name);
  return { method: 'POST', headers, body, credentials: 'same-origin', signal: AbortSignal.timeout(UPLOAD_MS) };
}

function languageOf(one: Parcel): string {
  return typeof one.fields.language === 'string' ? one.fields.language : 'es';
}

/** The report goes first and alone, so that the desk sees it while the photos are still on their way. */
async function settle(one: Parcel, response: Response): Promise<void> {
  if (one.kind !== 'report') return forget(one.id);
  const reply = (await response.json().catch(() => null)) as Reply | null;
  if (!reply) return postpone(one, null);
  const token = lastSegment(reply.follow);
  const kept: Kept = {
    id: one.id,
    token,
    number: reply.number,
    title: one.title,
    place: one.place,
    made_at: one.made_at,
    municipality: reply.municipality.name,
  };
  const media = one.files.map((file) =>
    newParcel({ id: file.id, kind: 'media', url: `/api/v1/reports/${token}/media`, fields: {}, files: [file], token, made_at: one.made_at }),
  );
  await exchange(one.id, kept, media);
}

function lastSegment(url: string): string {
  return new URL(url, location.origin).pathname.split('/').filter(Boolean).pop() ?? '';
}

async function postpone(one: Parcel, retryAfter: string | null): Promise<void> {
  const asked_ms = Number(retryAfter) * 1_000 || 0;
  const backoff_ms = Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** one.attempts) * (0.8 + 0.4 * Math.random());
  await keep({ ...one, attempts: one.attempts + 1, next_at: Date.now() + Math.max(asked_ms, backoff_ms) });
}

async function readProblem(response: Response): Promise<Problem> {
  const said = (await response.json().catch(() => ({}))) as Partial<Problem> & { errors?: { message: string }[] };
  const errors = (said.errors ?? []).map((error) => error.message).join(' ');
  return { title: '', ...said, status: response.status, detail: [said.detail, errors].filter(Boolean).join(' ') };
}

async function askForBackgroundSync(): Promise<void> {
  try {
    const worker = await navigator.serviceWorker?.getRegistration?.();
    const sync = (worker as unknown as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync;
    await sync?.register('outbox');
  } catch {
    // Only Chromium has it, and it may be refused: the page's own timers send as well.
  }
}
