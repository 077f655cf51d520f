/** Neighbouring towns: the offers that wait on either side, and how the open incident stands between towns. */
import { call, newId } from '../../shared/api';
import { secondsSince } from '../../shared/clock';
import type { Id, Named, Stage, UnitState } from '../types';

/** How often what is across the border is asked for when news of it keeps coming in between. */
const MOST_ASKED = 3;

export type HandoverState = 'offered' | 'overdue' | 'withdrawing' | 'accepted' | 'returned' | 'withdrawn';

export interface Told {
  reports: { text: string; channel: string; at: string }[];
  people: { name: string; telephone: string; email: string }[];
  words: { from: string; text: string; at: string }[];
  media: string[];
  withheld: string[];
}

export interface Handover {
  id: Id;
  outgoing: boolean;
  neighbour: Named;
  incident: Id | null;
  state: HandoverState;
  priority: number;
  /** The unit of theirs or ours that is asked for; empty where the whole incident is offered. */
  unit: string;
  note: string;
  reason: string;
  offered_at: string;
  answer_by: string;
  number: string;
  their_number: string;
  stage: string;
  stage_label: string;
  outcome_label: string;
  category: string;
  category_name: string;
  received_at: string;
  place: string;
  media_awaited: number;
  media_refused: number;
  dossier: Told;
}

/** A neighbour's incident near our border. */
export interface Across { id: Id; town: string; number: string; category: string; priority: number; stage: Stage; place: string; lon: number; lat: number; received_at: string; text: string }

/** A neighbour's unit, to be seen only. */
export interface UnitAcross { id: Id; town: string; mark: string; call_sign: string; kind: string; state: UnitState; lon: number | null; lat: number | null; heading: number | null; fix_at: string | null; stale: boolean }

/** Out of our sight from now on. */
export interface Gone { id: Id; gone: true }

/** A neighbour's unit that could come, and how soon. */
export interface Helper { id: Id; neighbour: Named; call_sign: string; kind: string; state: UnitState; seconds: number; free: boolean; stale: boolean }

export interface Neighbour extends Named { categories: string[]; handover: boolean; units: boolean }

const byUrgency = (a: Across, b: Across): number => a.priority - b.priority || a.received_at.localeCompare(b.received_at);

export class Handovers {
  waiting = $state.raw<Handover[]>([]);
  neighbours = $state.raw<Neighbour[]>([]);
  /** Of the incident on the card, the latest first. */
  ofCard = $state.raw<Handover[]>([]);
  /** The offer whose dossier is open. */
  shown = $state.raw<Handover | null>(null);
  across = $state.raw<Across[]>([]);
  units = $state.raw<UnitAcross[]>([]);
  /** Their units that could come to the incident on the card, the soonest first. */
  helpers = $state.raw<Helper[]>([]);
  asked = $state.raw<ReadonlySet<Id>>(new Set());
  busy = $state(false);
  private card: Id | null = null;
  private heard = 0;

  readonly incoming = $derived(this.waiting.filter((offer) => !offer.outgoing));

  async load(): Promise<void> {
    const told = await call<{ waiting: Handover[]; neighbours: Neighbour[] }>('/handovers').catch(() => null);
    if (!told) return;
    this.waiting = told.waiting;
    this.neighbours = told.neighbours;
    if (this.shown) this.shown = told.waiting.find((offer) => offer.id === this.shown?.id) ?? this.shown;
    if (this.card !== null) await this.look(this.card);
  }

  /** The stream has begun, or begun again: all that is across the border, of which it then tells each change. */
  async begin(): Promise<void> {
    await this.load();
    for (let again = 0; again < MOST_ASKED; again += 1) {
      const heard = this.heard;
      const [told, units] = this.neighbours.length
        ? await Promise.all([call<Across[]>('/border').catch(() => null), call<UnitAcross[]>('/border/units').catch(() => null)])
        : [[], []];
      if (heard !== this.heard && again < MOST_ASKED - 1) continue; // what the stream told meanwhile may be newer
      if (told) this.across = told;
      if (units) this.units = units;
      return;
    }
  }

  /** The stream tells of an incident near the border. */
  meet(incident: Across | Gone): void {
    this.heard += 1;
    const others = this.across.filter((one) => one.id !== incident.id);
    this.across = 'gone' in incident ? others : [...others, incident].sort(byUrgency);
  }

  /** The stream tells of a neighbour's unit. */
  meetUnit(unit: UnitAcross | Gone): void {
    this.heard += 1;
    const others = this.units.filter((one) => one.id !== unit.id);
    this.units = 'gone' in unit ? others : [...others, unit];
  }

  /** Marks the units that have grown silent: the stream brings news, never the absence of it. */
  age(now: number, limit_s: number): void {
    const isSilent = (unit: UnitAcross): boolean => !unit.fix_at || secondsSince(unit.fix_at, now) > limit_s;
    if (this.units.some((unit) => !unit.stale && isSilent(unit))) this.units = this.units.map((unit) => ({ ...unit, stale: unit.stale || isSilent(unit) }));
  }

  async ask(incident: Id): Promise<void> {
    await call(`/border/${incident}/ask`, { body: {} });
    this.asked = new Set([...this.asked, incident]);
  }

  /** Shows how an incident stands between towns. */
  async look(incident: Id | null): Promise<void> {
    if (incident !== this.card) [this.ofCard, this.helpers] = [[], []];
    this.card = incident;
    if (incident === null || !this.neighbours.length) return;
    const told = await call<Handover[]>(`/incidents/${incident}/handovers`).catch(() => null);
    if (told && incident === this.card) this.ofCard = told;
  }

  /** Asks again which of their units could come: they move, and what they do changes. */
  async lookForHelp(incident: Id): Promise<void> {
    if (!this.neighbours.some((neighbour) => neighbour.units)) return;
    const helpers = await call<Helper[]>(`/incidents/${incident}/units/across`).catch(() => null);
    if (helpers && incident === this.card) this.helpers = helpers;
  }

  request(incident: Id, helper: Helper): Promise<Handover> {
    return this.send(`/incidents/${incident}/units/across`, { id: newId(), neighbour: helper.neighbour.code, unit: helper.id });
  }

  preview(incident: Id, neighbour: string): Promise<Told> {
    return call<Told>(`/incidents/${incident}/handover?neighbour=${encodeURIComponent(neighbour)}`);
  }

  offer(incident: Id, neighbour: string, note: string): Promise<Handover> {
    return this.send(`/incidents/${incident}/handover`, { id: newId(), neighbour, note });
  }

  accept(offer: Id, category: string): Promise<Handover> {
    return this.send(`/handovers/${offer}/accept`, { category });
  }

  giveBack(offer: Id, reason: string): Promise<Handover> {
    return this.send(`/handovers/${offer}/return`, { reason });
  }

  withdraw(offer: Id): Promise<Handover> {
    return this.send(`/handovers/${offer}/withdraw`, {});
  }

  private async send(path: string, body: object): Promise<Handover> {
    this.busy = true;
    try {
      const answer = await call<Handover>(path, { body });
      await this.load();
      return answer;
    } finally {
      this.busy = false;
    }
  }
}
