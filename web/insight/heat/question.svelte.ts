/** The filter: what is asked, kept in the address, so that a view is a link. */
import type { Config, View } from './types';

const DAY_MS = 86_400_000;
const VIEWS: readonly View[] = ['hex', 'smooth', 'compare', 'film'];

/** A day written as the address has it, so many days later. */
export function shifted(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

export class Asked {
  begin = $state('');
  end = $state('');
  hours = $state<number[]>([]);
  weekdays = $state<number[]>([]);
  categories = $state<string[]>([]);
  channels = $state<string[]>([]);
  priorities = $state<number[]>([]);
  zones = $state<string[]>([]);
  officers = $state(false);
  view = $state<View>('hex');
  by = $state<'hour' | 'week' | 'month'>('hour');
  cell = $state<string | null>(null);

  constructor(private readonly config: Config, address: string) {
    const given = new URLSearchParams(address);
    const numbers = (name: string) => given.getAll(name).map(Number).filter(Number.isInteger);
    this.end = given.get('end') || config.today;
    this.begin = given.get('begin') || shifted(this.end, 1 - config.days);
    this.hours = numbers('hour');
    this.weekdays = numbers('weekday');
    this.categories = given.getAll('category');
    this.channels = given.getAll('channel');
    this.priorities = numbers('priority');
    this.zones = given.getAll('zone');
    this.officers = given.get('officers') === 'true';
    this.view = VIEWS.find((one) => one === given.get('view')) ?? 'hex';
    this.by = (['hour', 'week', 'month'] as const).find((one) => one === given.get('by')) ?? 'hour';
    this.cell = given.get('cell');
  }

  /** Whether the two days make a period. */
  get isPeriod(): boolean {
    return /^\d{4}-\d\d-\d\d$/.test(this.begin) && /^\d{4}-\d\d-\d\d$/.test(this.end) && this.begin <= this.end;
  }

  /** How many filters beside the period are set. */
  get filters(): number {
    return [this.hours, this.weekdays, this.categories, this.channels, this.priorities, this.zones].filter((one) => one.length).length + Number(this.officers);
  }

  /** What the API is asked. */
  query(resolution: number, more: Record<string, string> = {}): string {
    const asked = this.filter();
    asked.set('resolution', String(resolution));
    for (const [name, value] of Object.entries(more)) asked.set(name, value);
    return asked.toString();
  }

  /** What stands in the address. */
  address(): string {
    const asked = this.filter();
    if (this.view !== 'hex') asked.set('view', this.view);
    if (this.view === 'film') asked.set('by', this.by);
    if (this.cell) asked.set('cell', this.cell);
    return asked.toString();
  }

  last(days: number): void {
    this.end = this.config.today;
    this.begin = shifted(this.end, 1 - days);
  }

  everything(): void {
    this.begin = this.config.first ?? this.begin;
    this.end = this.config.last;
  }

  clear(): void {
    this.hours = [];
    this.weekdays = [];
    this.categories = [];
    this.channels = [];
    this.priorities = [];
    this.zones = [];
    this.officers = false;
  }

  private filter(): URLSearchParams {
    const asked = new URLSearchParams({ begin: this.begin, end: this.end });
    const lists: [string, readonly (string | number)[]][] = [
      ['hour', this.hours], ['weekday', this.weekdays], ['category', this.categories],
      ['channel', this.channels], ['priority', this.priorities], ['zone', this.zones],
    ];
    for (const [name, values] of lists) for (const value of values) asked.append(name, String(value));
    if (this.officers) asked.set('officers', 'true');
    return asked;
  }
}
