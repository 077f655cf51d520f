/** Sends where the unit is while the page is open: in small batches, and after a gap the whole path with its true times. */
import { call, Refused } from '../shared/api';
import { now_ms } from '../shared/clock';

export type Fix = { lon: number; lat: number; at: string; accuracy_m?: number; speed_kmh?: number; heading?: number };
export type PositionState = 'off' | 'searching' | 'sending' | 'waiting' | 'denied' | 'unsupported' | 'lost' | 'pretended';

const BATCH_MS = 4_000;
/** A parked car gives no new fixes by itself; without one for this long we ask, or the desk would think it lost. */
const SILENCE_MS = 10_000;
/** A fix older than this is no position any more, and what the desk sees is older still. */
export const STALE_MS = 30_000;
const MOST_AT_ONCE = 500;
/** A shift of eight hours without a network, one fix in three seconds. */
const MOST_KEPT = 10_000;
const KEY = 'sereno-patrol-fixes';
const KMH = 3.6;

export class Positions {
  latest: Fix | null = null;
  state: PositionState = 'off';
  /** When the server last took a position of ours; null before the first. Of the page's own clock: it never jumps. */
  accepted_ms: number | null = null;
  /** The server answers and takes none of them: they are lost, not late. */
  refused = false;
  /** When the phone last gave one, and since when we have been asking. */
  private fixed_ms: number | null = null;
  private started_ms = 0;
  private fixes: Fix[] = JSON.parse(localStorage.getItem(KEY) ?? '[]') as Fix[];
  private watching: number | null = null;
  private busy = false;
  /** The last batch did not arrive: new fixes wait with the others. */
  private failing = false;

  constructor(private readonly unit: number, private readonly changed: () => void) {
    setInterval(() => {
      this.askIfSilent();
      void this.send();
    }, BATCH_MS);
    addEventListener('online', () => void this.send());
    addEventListener('pagehide', () => this.keep());
  }

  get waiting(): number {
    return this.fixes.length;
  }

  /** Since when the desk has heard nothing of where we are, in milliseconds; 0 while that is as it should be. */
  get silent_ms(): number {
    if (this.state === 'off') return 0;
    const since = performance.now() - Math.max(this.accepted_ms ?? 0, this.started_ms);
    return since < STALE_MS ? 0 : since;
  }

  start(): void {
    if (this.watching !== null || this.state === 'denied' || this.state === 'unsupported') return;
    this.started_ms = performance.now();
    if (!navigator.geolocation || !isSecureContext) return this.become('unsupported');
    this.become('searching');
    this.watching = navigator.geolocation.watchPosition(
      (position) => this.take(fixOf(position)),
      (error) => this.failed(error),
      { enableHighAccuracy: true, maximumAge: 2_000, timeout: 30_000 },
    );
  }

  stop(): void {
    if (this.watching !== null) navigator.geolocation.clearWatch(this.watching);
    this.watching = null;
    this.become('off');
  }

  /** Drops what was seen so far and stops watching: the demonstration drives from here on. */
  forget(): void {
    if (this.watching !== null) navigator.geolocation.clearWatch(this.watching);
    this.watching = null;
    this.fixes = [];
    this.latest = null;
  }

  /** Also for the demonstration, where nobody drives. */
  take(fix: Fix, as: PositionState = 'sending'): void {
    this.latest = fix;
    this.fixed_ms = performance.now();
    if (this.state === 'off') this.started_ms = this.fixed_ms;
    this.fixes.push(fix);
    if (this.fixes.length > MOST_KEPT) this.fixes.splice(0, this.fixes.length - MOST_KEPT);
    this.become(this.failing ? 'waiting' : as);
  }

  private askIfSilent(): void {
    if (this.watching === null || this.fixAge_ms() < SILENCE_MS) return;
    const options = { enableHighAccuracy: true, maximumAge: 0, timeout: SILENCE_MS };
    navigator.geolocation.getCurrentPosition((position) => this.watching !== null && this.take(fixOf(position)), (error) => this.failed(error), options);
  }

  /** How long ago the phone last gave a position, or since when we have been waiting for the first. */
  fixAge_ms(): number {
    return performance.now() - (this.fixed_ms ?? this.started_ms);
  }

  /** The permission may be taken away in the middle of a shift, and a tunnel has no sky. */
  private failed(error: GeolocationPositionError): void {
    if (this.watching === null) return;
    if (error.code === error.PERMISSION_DENIED) {
      navigator.geolocation.clearWatch(this.watching);
      this.watching = null;
      this.become('denied');
    } else if (this.fixAge_ms() > SILENCE_MS) this.become('lost');
  }

  private async send(): Promise<void> {
    if (this.busy || !this.fixes.length) return;
    this.busy = true;
    const batch = this.fixes.slice(0, MOST_AT_ONCE);
    try {
      const { kept } = await call<{ kept: number }>(`/units/${this.unit}/positions`, { body: { fixes: batch } });
      this.fixes.splice(0, batch.length);
      this.failing = false;
      // The server may answer and keep none of them, such as those of a clock that runs ahead.
      this.refused = kept === 0;
      if (kept) this.accepted_ms = performance.now();
      if (this.state === 'waiting') this.become('sending');
    } catch (error) {
      // A batch that is refused for good must not stop the ones after it.
      this.refused = error instanceof Refused && !error.passing;
      if (this.refused) this.fixes.splice(0, batch.length);
      else {
        this.failing = true;
        this.become('waiting');
      }
    }
    this.busy = false;
    this.keep();
  }

  private keep(): void {
    localStorage.setItem(KEY, JSON.stringify(this.fixes));
  }

  private become(state: PositionState): void {
    this.state = state;
    this.changed();
  }
}

/** The phone's clock says how old the fix is; the server's clock says when that was. */
function fixOf({ coords, timestamp }: GeolocationPosition): Fix {
  const age_ms = Math.max(0, Date.now() - timestamp);
  return {
    lon: coords.longitude,
    lat: coords.latitude,
    at: new Date(now_ms() - age_ms).toISOString(),
    accuracy_m: Math.round(coords.accuracy),
    speed_kmh: coords.speed === null ? undefined : Math.round(coords.speed * KMH),
    heading: coords.heading === null || Number.isNaN(coords.heading) ? undefined : Math.round(coords.heading),
  };
}
