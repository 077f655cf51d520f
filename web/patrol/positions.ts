/** Sends where the unit is while the page is open: in small batches, and after a gap the whole path with its true times. */
import { call, Refused } from '../shared/api';
import { now_ms } from '../shared/clock';

export type Fix = { lon: number; lat: number; at: string; accuracy_m?: number; speed_kmh?: number; heading?: number };
export type PositionState = 'off' | 'searching' | 'sending' | 'waiting' | 'denied' | 'pretended';

const BATCH_MS = 4_000;
/** A parked car gives no new fixes by itself; without one for this long we ask, or the desk would think it lost. */
const SILENCE_MS = 10_000;
const MOST_AT_ONCE = 500;
/** A shift of eight hours without a network, one fix in three seconds. */
const MOST_KEPT = 10_000;
const KEY = 'sereno-patrol-fixes';
const KMH = 3.6;

export class Positions {
  latest: Fix | null = null;
  state: PositionState = 'off';
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

  start(): void {
    if (this.watching !== null || this.state === 'denied') return;
    if (!navigator.geolocation || !isSecureContext) return this.become('denied');
    this.become('searching');
    this.watching = navigator.geolocation.watchPosition(
      (position) => this.take(fixOf(position)),
      (error) => error.code === error.PERMISSION_DENIED && this.become('denied'),
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
    this.fixes.push(fix);
    if (this.fixes.length > MOST_KEPT) this.fixes.splice(0, this.fixes.length - MOST_KEPT);
    this.become(this.failing ? 'waiting' : as);
  }

  private askIfSilent(): void {
    if (this.watching === null || !this.latest || now_ms() - Date.parse(this.latest.at) < SILENCE_MS) return;
    const options = { enableHighAccuracy: true, maximumAge: 0, timeout: SILENCE_MS };
    navigator.geolocation.getCurrentPosition((position) => this.watching !== null && this.take(fixOf(position)), () => undefined, options);
  }

  private async send(): Promise<void> {
    if (this.busy || !this.fixes.length) return;
    this.busy = true;
    const batch = this.fixes.slice(0, MOST_AT_ONCE);
    try {
      await call(`/units/${this.unit}/positions`, { body: { fixes: batch } });
      this.fixes.splice(0, batch.length);
      this.failing = false;
      if (this.state === 'waiting') this.become('sending');
    } catch (error) {
      // A batch that is refused for good must not stop the ones after it.
      if (error instanceof Refused && !error.passing) this.fixes.splice(0, batch.length);
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
