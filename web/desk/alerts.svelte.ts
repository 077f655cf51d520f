/** The public alerts in force in this town, for the line above the queue and the outlines on the map. */
import { call } from '../shared/api';
import { now_ms } from '../shared/clock';
import type { Outline } from '../shared/map';
import { ringsOf, type Geometry } from '../shared/map/outlines';

export interface Alert {
  id: string;
  headline: string;
  severity: string;
  severity_label: string;
  sender_name: string;
  area: string;
  expires_at: string;
  exercise: boolean;
  outline: Geometry | null;
}

const EVERY_MS = 60_000;
const BEHIND_MS = 2_500; // a server process may remember the alerts for two seconds

export class Alerts {
  private known = $state.raw<readonly Alert[]>([]);
  private tick = $state(0);
  readonly current = $derived.by(() => {
    void this.tick;
    return this.known.filter((alert) => Date.parse(alert.expires_at) > now_ms());
  });
  readonly outlines = $derived.by<Outline[]>(() => this.current.map((alert) => ({ rings: ringsOf(alert.outline), tone: 'alert' })));

  constructor(private readonly municipality: string) {
    setInterval(() => void this.load(), EVERY_MS);
    setInterval(() => this.known.length && (this.tick += 1), 1_000);
  }

  /** Asks again; without an answer the last one stays, and ends by the clock. */
  async load(): Promise<void> {
    const answer = await call<{ alerts: Alert[] }>(`/alerts?municipality=${encodeURIComponent(this.municipality)}`).catch(() => null);
    if (answer) this.known = answer.alerts;
  }

  /** Something happened to an alert: now, and once more when every process knows. */
  heard(kind: string): void {
    if (!kind.startsWith('Alert')) return;
    void this.load();
    setTimeout(() => void this.load(), BEHIND_MS);
  }
}
