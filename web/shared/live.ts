/** The live stream: says at once when it is lost, and comes back where it stopped, so that nothing is missed. */
import { setClock, type ClockReading } from './clock';
import { endSession, onSessionEnd } from './session';

export type LiveState = 'connecting' | 'connected' | 'catching up' | 'lost' | 'signed out';

export interface LiveListeners {
  fact?: (fact: unknown, cursor: string) => void;
  unit?: (unit: unknown) => void;
  presence?: (presence: unknown) => void;
  /** What neighbours let us see: an incident near the border, a unit; and that a treaty changed what. */
  across?: (incident: unknown) => void;
  unitAcross?: (unit: unknown) => void;
  treaty?: () => void;
  /** The cursor is too old: load everything afresh and call `resume` with the new one. */
  reset?: () => void;
  /** `since` is when the line was lost (performance.now()), for the banner. */
  state?: (state: LiveState, since: number | null) => void;
}

export interface LiveOptions {
  cursor?: string;
  /** A reporter's secret token instead of a session. */
  follow?: string;
  url?: string;
}

// A ping comes every 15 s; but the browser hides pings, so the server's silence is noticed by EventSource closing,
// or by `offline`, or by a reconnection that stays unanswered.
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 15_000;
const CAUGHT_UP_MS = 400;

export class Live {
  private source: EventSource | null = null;
  private retry_ms = FIRST_RETRY_MS;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private quiet: ReturnType<typeof setTimeout> | undefined;
  private lostAt: number | null = null;
  private current: LiveState = 'connecting';
  private cursor: string | undefined;
  private stopped = false;
  private readonly unheard: () => void;
  private readonly listeners: LiveListeners;
  private readonly options: LiveOptions;

  constructor(listeners: LiveListeners, options: LiveOptions = {}) {
    this.listeners = listeners;
    this.options = options;
    this.cursor = options.cursor;
    addEventListener('offline', this.lose);
    addEventListener('online', this.reopen);
    this.unheard = options.follow ? () => undefined : onSessionEnd(this.signOut);
    this.open();
  }

  /** Goes on from a fresh cursor, after a reload of everything. */
  resume(cursor: string): void {
    this.cursor = cursor;
    this.reopen();
  }

  close(): void {
    this.stopped = true;
    this.drop();
    this.unheard();
    removeEventListener('offline', this.lose);
    removeEventListener('online', this.reopen);
  }

  private address(): string {
    const query = new URLSearchParams();
    if (this.cursor) query.set('after', this.cursor);
    if (this.options.follow) query.set('follow', this.options.follow);
    return `${this.options.url ?? '/live'}?${query}`;
  }

  private open(): void {
    const source = new EventSource(this.address());
    this.source = source;
    source.onopen = () => this.found();
    source.onerror = () => {
      // A stream that was refused closes for good, one that broke would try again; only the refused one is asked why.
      const refused = source.readyState === EventSource.CLOSED;
      this.lose();
      if (refused && !this.options.follow) void this.askWhy();
    };
    source.addEventListener('hello', (event) => this.greeted(event));
    source.addEventListener('fact', (event) => {
      if (event.lastEventId) this.cursor = event.lastEventId;
      this.listeners.fact?.(JSON.parse(event.data), event.lastEventId);
      if (this.current === 'catching up') this.settleSoon();
    });
    source.addEventListener('unit', (event) => this.listeners.unit?.(JSON.parse(event.data)));
    source.addEventListener('presence', (event) => this.listeners.presence?.(JSON.parse(event.data)));
    source.addEventListener('across', (event) => this.listeners.across?.(JSON.parse(event.data)));
    source.addEventListener('unit_across', (event) => this.listeners.unitAcross?.(JSON.parse(event.data)));
    source.addEventListener('treaty', () => this.listeners.treaty?.());
    source.addEventListener('reset', () => this.listeners.reset?.());
  }

  private greeted(event: MessageEvent<string>): void {
    const hello = JSON.parse(event.data) as { cursor?: string; clock?: ClockReading };
    setClock(hello.clock);
    if (!this.cursor && hello.cursor) this.cursor = hello.cursor;
  }

  private found(): void {
    this.retry_ms = FIRST_RETRY_MS;
    this.become(this.lostAt === null ? 'connected' : 'catching up');
    this.settleSoon();
  }

  /** What was missed arrives in one burst; when it pauses we are up to date. */
  private settleSoon(): void {
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => {
      this.lostAt = null;
      this.become('connected');
    }, CAUGHT_UP_MS);
  }

  // EventSource retries by itself only for some failures and would ask with the old address: we do it ourselves.
  private lose = (): void => {
    if (this.stopped) return;
    this.drop();
    this.lostAt ??= performance.now();
    this.become('lost');
    this.timer = setTimeout(() => this.open(), this.retry_ms);
    this.retry_ms = Math.min(this.retry_ms * 1.6, LONGEST_RETRY_MS);
  };

  /** EventSource hides the answer's status: the same question as a plain request shows it. */
  private async askWhy(): Promise<void> {
    const enough = new AbortController();
    try {
      const { status } = await fetch(this.address(), { credentials: 'same-origin', signal: enough.signal });
      if (status === 401) endSession();
    } catch {
      // No answer at all: a lost line, which is shown already.
    } finally {
      enough.abort();
    }
  }

  private signOut = (): void => {
    this.close();
    this.become('signed out');
  };

  private reopen = (): void => {
    if (this.stopped) return;
    this.drop();
    this.retry_ms = FIRST_RETRY_MS;
    this.open();
  };

  private drop(): void {
    clearTimeout(this.timer);
    clearTimeout(this.quiet);
    this.source?.close();
    this.source = null;
  }

  private become(state: LiveState): void {
    this.current = state;
    this.listeners.state?.(state, this.lostAt);
  }
}
