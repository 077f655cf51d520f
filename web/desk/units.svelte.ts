/** The units of the town: where they are and what they do, as the stream tells; silence makes them stale here. */
import { call } from '../shared/api';
import { now_ms, secondsSince } from '../shared/clock';
import type { Id, Unit, UnitState } from './types';

const RANK: Record<UnitState, number> = { free: 0, on_scene: 1, moving: 2, accepted: 3, offered: 4, off: 5 };

export class Units {
  private readonly byId = new Map<Id, Unit>();
  private version = $state(0);
  loaded = $state(false);

  constructor(private readonly stale_after_s: number) {}

  readonly list = $derived.by(() => {
    void this.version;
    return [...this.byId.values()].sort((a, b) => RANK[a.state] - RANK[b.state] || a.call_sign.localeCompare(b.call_sign, undefined, { numeric: true }));
  });
  readonly onDuty = $derived(this.list.filter((unit) => unit.state !== 'off'));
  readonly free = $derived(this.list.filter((unit) => unit.state === 'free'));

  async load(): Promise<void> {
    const answer = await call<Unit[] | { units: Unit[] }>('/units');
    this.byId.clear();
    this.put(Array.isArray(answer) ? answer : answer.units);
    this.loaded = true;
  }

  put(units: readonly Unit[]): void {
    for (const unit of units) this.byId.set(unit.id, this.dated(unit, now_ms()));
    this.version += 1;
  }

  /** Marks the units that have grown silent: the stream brings news, never the absence of it. Whether there were any. */
  age(now: number): boolean {
    const silent = [...this.byId.values()].filter((unit) => !unit.stale && this.dated(unit, now).stale);
    for (const unit of silent) this.byId.set(unit.id, { ...unit, stale: true });
    if (silent.length) this.version += 1;
    return silent.length > 0;
  }

  private dated(unit: Unit, now: number): Unit {
    return { ...unit, stale: !unit.fix_at || secondsSince(unit.fix_at, now) > this.stale_after_s };
  }

  find(id: Id): Unit | undefined {
    return this.byId.get(id);
  }
}
