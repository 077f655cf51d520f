/** The units of the town: where they are and what they do, as the stream tells. */
import { call } from '../shared/api';
import type { Id, Unit, UnitState } from './types';

const RANK: Record<UnitState, number> = { free: 0, on_scene: 1, moving: 2, accepted: 3, offered: 4, off: 5 };

export class Units {
  private readonly byId = new Map<Id, Unit>();
  private version = $state(0);
  loaded = $state(false);

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
    for (const unit of units) this.byId.set(unit.id, unit);
    this.version += 1;
  }

  find(id: Id): Unit | undefined {
    return this.byId.get(id);
  }
}
