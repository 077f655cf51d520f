/** The queue: every open incident, kept in step with the live stream, filtered and ordered. */
import { call } from '../shared/api';
import { now_ms } from '../shared/clock';
import { isNear, isOverdue, mostUrgent } from './clocks/clocks';
import { WAITING } from './stages';
import type { BoardAnswer, Category, Duty, Id, Named, Row, Stage } from './types';

export type Quick = 'all' | 'mine' | 'new' | 'emergency' | 'near' | 'overdue';
export type Order = 'urgency' | 'due';

export interface Filters { quick: Quick; stage: Stage | ''; department: string; text: string }

const PAGE = 50;
const REST = 500;
const MOST = 2_000;
const MINE_KEPT = 300;
const FRESH_MS = 2_500;

export class Board {
  /** Changes hands as a whole: a row is never altered in place, so an unchanged row is never painted again. */
  private readonly byId = new Map<Id, Row>();
  private version = $state(0);
  private readonly fresh = new Set<Id>();
  categories = $state.raw<ReadonlyMap<string, Category>>(new Map());
  departments = $state.raw<ReadonlyMap<string, Named>>(new Map());
  pauseReasons = $state.raw<readonly Named[]>([]);
  /** When this desk listens; null where the town has said nothing about it. */
  duty = $state.raw<Duty | null>(null);
  order = $state<Order>('urgency');
  /** The time by which rows are judged near or over; moves slowly, so that the queue does not jump every second. */
  judgedAt = $state(now_ms());
  filters = $state<Filters>({ quick: 'all', stage: '', department: '', text: '' });
  loaded = $state(false);
  refused = $state('');
  /** What this operator has worked on here. The server keeps no owner of an incident: anybody may go on with it. */
  private mineIds = $state.raw<ReadonlySet<Id>>(new Set());
  private readonly mineKey: string;

  constructor(me: number) {
    this.mineKey = `desk.mine.${me}`;
    this.mineIds = new Set(JSON.parse(localStorage.getItem(this.mineKey) ?? '[]') as Id[]);
  }

  readonly all = $derived.by(() => {
    void this.version;
    return [...this.byId.values()].sort(this.order === 'due' ? byTimeLeft : byUrgency);
  });
  readonly open = $derived(this.all.filter((row) => row.stage !== 'closed'));
  readonly shown = $derived.by(() => this.all.filter(this.passes(this.filters)));
  readonly waiting = $derived(this.shown.filter((row) => WAITING.has(row.stage)));
  readonly underway = $derived(this.shown.filter((row) => !WAITING.has(row.stage)));
  readonly unopened = $derived(this.open.filter((row) => row.stage === 'new').length);
  readonly emergencies = $derived(this.open.filter((row) => row.emergency).length);
  readonly mine = $derived(this.open.filter((row) => this.mineIds.has(row.id)).length);
  readonly overdue = $derived(this.open.filter((row) => isOverdue(row, this.judgedAt)).length);
  readonly near = $derived(this.open.filter((row) => isNear(row, this.judgedAt)).length);
  readonly filtered = $derived(this.filters.quick !== 'all' || !!this.filters.stage || !!this.filters.department || !!this.filters.text);

  find(id: Id | null): Row | undefined {
    void this.version;
    return id === null ? undefined : this.byId.get(id);
  }

  category(code: string): Category | undefined {
    return this.categories.get(code);
  }

  /** Loads the whole board page by page; the first page paints at once. Gives the cursor to go on from. */
  async load(): Promise<{ cursor: string; clock: BoardAnswer['clock'] }> {
    this.refused = '';
    const first = await call<BoardAnswer>('/board');
    this.know(first);
    this.byId.clear();
    this.put(first.rows);
    this.loaded = true;
    void this.loadRest(first.total_open);
    return { cursor: first.cursor, clock: first.clock };
  }

  /** What the town has decided meanwhile: departments, categories, reasons to pause, duty hours; the rows stay as they are. */
  async learn(): Promise<void> {
    this.know(await call<BoardAnswer>('/board?limit=1'));
  }

  private know(answer: BoardAnswer): void {
    this.categories = new Map(answer.categories.map((category) => [category.code, category]));
    this.departments = new Map(answer.departments.map((department) => [department.code, department]));
    this.pauseReasons = answer.pause_reasons;
    this.duty = answer.duty;
  }

  private async loadRest(total: number): Promise<void> {
    for (let offset = PAGE; offset < Math.min(total, MOST); offset += REST) {
      const { rows } = await call<BoardAnswer>(`/board?offset=${offset}&limit=${REST}`);
      this.put(rows);
    }
  }

  /** Takes rows from the stream or from an answer; an older version of a row never replaces a newer one. */
  put(rows: readonly Row[]): Row[] {
    const arrived: Row[] = [];
    for (const row of rows) {
      const had = this.byId.get(row.id);
      if (had && had.version > row.version) continue;
      if (!had) arrived.push(row);
      this.byId.set(row.id, row);
    }
    this.version += 1;
    return arrived;
  }

  /** Takes rows out: they are another desk's now. */
  drop(ids: readonly Id[]): void {
    ids.forEach((id) => this.byId.delete(id));
    this.version += 1;
  }

  /** Remembers that this operator works on it. */
  claim(id: Id): void {
    if (this.mineIds.has(id)) return;
    this.mineIds = new Set([...this.mineIds, id].slice(-MINE_KEPT));
    localStorage.setItem(this.mineKey, JSON.stringify([...this.mineIds]));
  }

  /** Whether a row came in a moment ago. Asked once, when its row is made: eight hundred rows must not watch one set. */
  isFresh(id: Id): boolean {
    return this.fresh.has(id);
  }

  /** Marks rows as just arrived, before they are painted. */
  light(ids: readonly Id[]): void {
    ids.forEach((id) => this.fresh.add(id));
    setTimeout(() => ids.forEach((id) => this.fresh.delete(id)), FRESH_MS);
  }

  clearFilters(): void {
    this.filters = { quick: 'all', stage: '', department: '', text: '' };
  }

  private passes({ quick, stage, department, text }: Filters): (row: Row) => boolean {
    const sought = plain(text.trim());
    return (row) =>
      (stage ? row.stage === stage : row.stage !== 'closed') &&
      (quick === 'all' || (quick === 'new' && row.stage === 'new') || (quick === 'emergency' && row.emergency) || (quick === 'mine' && this.mineIds.has(row.id)) || (quick === 'overdue' && isOverdue(row, this.judgedAt)) || (quick === 'near' && isNear(row, this.judgedAt))) &&
      (!department || row.department === department) &&
      (!sought || plain(`${row.number} ${row.place} ${row.text} ${this.category(row.category)?.name ?? ''} ${row.units.join(' ')}`).includes(sought));
  }
}

const byUrgency = (a: Row, b: Row): number => a.priority - b.priority || (a.received_at < b.received_at ? -1 : 1);

/** What ends first stands first; what waits for nothing, or stands still, comes last. */
const dueOf = (row: Row): string => {
  const clock = mostUrgent(row.clocks);
  return clock && !clock.paused ? clock.due_at : '9';
};
const byTimeLeft = (a: Row, b: Row): number => (dueOf(a) < dueOf(b) ? -1 : dueOf(a) > dueOf(b) ? 1 : byUrgency(a, b));

/** Without accents and capitals, as people type in a hurry. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
