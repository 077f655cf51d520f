/** Neighbouring towns: the offers that wait on either side, and how the open incident stands between towns. */
import { call, newId } from '../../shared/api';
import type { Id, Named, Stage, UnitState } from '../types';

/** The stream carries our own town only: what neighbours let us see is asked for. */
const ACROSS_EVERY_MS = 15_000;

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
export interface UnitAcross { id: Id; town: string; call_sign: string; kind: string; state: UnitState; lon: number | null; lat: number | null; heading: number | null; stale: boolean }

/** A neighbour's unit that could come, and how soon. */
export interface Helper { id: Id; neighbour: Named; call_sign: string; kind: string; state: UnitState; seconds: number; free: boolean; stale: boolean }

export interface Neighbour extends Named { categories: string[]; handover: boolean; units: boolean }

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
  private turn: ReturnType<typeof setInterval> | undefined;
  private card: Id | null = null;

  readonly incoming = $derived(this.waiting.filter((offer) => !offer.outgoing));

  async load(): Promise<void> {
    const told = await call<{ waiting: Handover[]; neighbours: Neighbour[] }>('/handovers').catch(() => null);
    if (!told) return;
    this.waiting = told.waiting;
    this.neighbours = told.neighbours;
    if (this.shown) this.shown = told.waiting.find((offer) => offer.id === this.shown?.id) ?? this.shown;
    if (this.card !== null) await this.look(this.card);
    if (!this.turn && told.neighbours.length) {
      this.turn = setInterval(() => void this.lookAcross(), ACROSS_EVERY_MS);
      void this.lookAcross();
    }
  }

  private async lookAcross(): Promise<void> {
    if (document.hidden) return;
    const told = await call<Across[]>('/border').catch(() => null);
    if (told) this.across = told;
    const units = await call<UnitAcross[]>('/border/units').catch(() => null);
    if (units) this.units = units;
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
