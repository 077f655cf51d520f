/** Talks to the JSON API: session and CSRF, a time limit, and refusals as one kind of error with a sentence for the person. */
import { endSession } from './session';
import { t } from './words';

export interface Problem {
  title?: string;
  detail?: string;
  code?: string;
  errors?: { field: string; message: string; allowed?: string[] }[];
  [extra: string]: unknown;
}

/** The server said no, or did not answer (`status` 0). `message` can be shown as it is. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly problem: Problem;

  constructor(status: number, problem: Problem) {
    super(problem.detail || problem.title || t('Something went wrong. Please try again.'));
    this.name = 'Refused';
    this.status = status;
    this.code = problem.code ?? '';
    this.problem = problem;
  }

  /** The session is over: the page says so once and for all, and what was asked can be asked again after signing in. */
  get signedOut(): boolean {
    return this.status === 401;
  }

  /** Worth trying again later with the same content. */
  get passing(): boolean {
    return this.signedOut || this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

export interface Call {
  method?: string;
  /** An object is sent as JSON; FormData as it is. */
  body?: object | FormData;
  headers?: Record<string, string>;
  timeout_ms?: number;
  signal?: AbortSignal;
}

export const API = '/api/v1';

function csrf(): string {
  const cookie = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  if (cookie) return cookie;
  const config = document.getElementById('config')?.textContent;
  return config ? ((JSON.parse(config) as { csrf?: string }).csrf ?? '') : '';
}

async function problemOf(answer: Response): Promise<Problem> {
  try {
    return (await answer.json()) as Problem;
  } catch {
    return { title: t('The server answered with an error (%(status)s).', { status: answer.status }) };
  }
}

/** Calls the API and gives the parsed answer; throws `Refused` on anything but success. */
export async function call<T>(path: string, { method, body, headers = {}, timeout_ms = 15_000, signal }: Call = {}): Promise<T> {
  const verb = method ?? (body ? 'POST' : 'GET');
  const sent: Record<string, string> = { Accept: 'application/json', 'Accept-Language': document.documentElement.lang, ...headers };
  if (verb !== 'GET') sent['X-CSRFToken'] = csrf();
  const form = body instanceof FormData;
  if (body && !form) sent['Content-Type'] = 'application/json';
  const limit = AbortSignal.timeout(timeout_ms);
  let answer: Response;
  try {
    answer = await fetch(path.startsWith('/') && !path.startsWith('/api') ? API + path : path, {
      method: verb,
      headers: sent,
      credentials: 'same-origin',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      ...(body ? { body: form ? body : JSON.stringify(body) } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Refused(0, { code: 'unreachable', title: t('No answer from the server. Check the connection.') });
  }
  if (answer.status === 401) {
    endSession();
    throw new Refused(401, { code: 'sign-in', title: t('Your session has ended.') });
  }
  if (!answer.ok) throw new Refused(answer.status, await problemOf(answer));
  return answer.status === 204 ? (undefined as T) : ((await answer.json()) as T);
}

/** A new id for something made here, so that sending it twice is sending it once. (UUIDv7: ids sort by time.) */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  new DataView(bytes.buffer).setBigUint64(0, (BigInt(Date.now()) << 16n) | BigInt(((bytes[6]! << 8) | bytes[7]!) & 0x0fff) | 0x7000n);
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
