/** The incident on the card: its content, who else looks at it, the best units, and what the operator does with it. */
import { call, newId, Refused } from '../shared/api';
import { now_ms } from '../shared/clock';
import type { Card, Id, Message, Person, RankedUnit, Row, TaskState } from './types';

const HEARTBEAT_MS = 10_000;
const REFRESH_MS = 120;
const KEPT = 30;

export class Opened {
  id = $state<Id | null>(null);
  card = $state.raw<Card | null>(null);
  units = $state.raw<RankedUnit[] | null>(null);
  present = $state.raw<Person[]>([]);
  refused = $state('');
  /** The name of the step being sent, so that its button can show it. */
  busy = $state('');
  waiting = $state.raw<Message[]>([]);
  private readonly kept = new Map<Id, Card>();
  private heard = 0;
  private beat: ReturnType<typeof setInterval> | undefined;
  private soon: ReturnType<typeof setTimeout> | undefined;
  private unitsSoon: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly changed: (card: Card) => void,
    private readonly worked: (id: Id) => void,
  ) {}

  /** A unit is being sent: a second press must not send another. */
  readonly sending = $derived(this.busy.startsWith('assign'));

  readonly messages = $derived.by<Message[]>(() => {
    const known = this.card?.messages ?? [];
    const ids = new Set(known.map((message) => message.id));
    return [...known, ...this.waiting.filter((message) => !ids.has(message.id))];
  });

  /** Shows an incident; what was seen of it before is on screen at once. */
  show(id: Id | null): void {
    if (id === this.id) return;
    this.leave();
    this.id = id;
    this.card = id === null ? null : (this.kept.get(id) ?? null);
    this.units = null;
    this.waiting = [];
    this.present = this.card?.present ?? [];
    this.refused = '';
    if (id === null) return;
    void this.load();
    this.announce();
    this.beat = setInterval(() => this.announce(), HEARTBEAT_MS);
  }

  /** Something happened to it: fetch it again, once for a burst of facts. */
  refresh(): void {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => void this.load(), REFRESH_MS);
  }

  /** Units moved or changed state: rank them again, at a gentle pace. */
  rerank(): void {
    if (this.unitsSoon || !this.card || this.card.stage === 'closed') return;
    this.unitsSoon = setTimeout(() => {
      this.unitsSoon = undefined;
      void this.loadUnits();
    }, 4_000);
  }

  async load(): Promise<void> {
    const id = this.id;
    if (id === null) return;
    const heard = this.heard;
    try {
      const card = await call<Card>(`/incidents/${id}`);
      if (id !== this.id) return;
      this.take(card, heard);
      if (card.stage !== 'closed') void this.loadUnits();
    } catch (error) {
      if (id === this.id && error instanceof Refused && !error.signedOut) this.refused = error.message;
    }
  }

  private async loadUnits(): Promise<void> {
    const id = this.id;
    if (id === null) return;
    const units = await call<RankedUnit[]>(`/incidents/${id}/units`).catch(() => null);
    if (id === this.id && units) this.units = units;
  }

  /** The stream says who has it open; a card asked for before that knows less. */
  meet(who: Person[]): void {
    this.heard += 1;
    this.present = who;
  }

  private take(card: Card, heard: number): void {
    this.card = card;
    if (heard === this.heard) this.present = card.present ?? this.present;
    this.refused = '';
    this.kept.delete(card.id);
    this.kept.set(card.id, card);
    const oldest = this.kept.keys().next();
    if (this.kept.size > KEPT && !oldest.done) this.kept.delete(oldest.value);
    this.changed(card);
  }

  /** Sends one step; an answer that is the card is shown as it is. A refusal is thrown for the caller to say. */
  private async step(name: string, path: string, body: object | FormData = {}): Promise<void> {
    const id = this.id;
    const heard = this.heard;
    this.busy = name;
    try {
      const answer = await call<Partial<Card>>(path, { method: 'POST', body, timeout_ms: body instanceof FormData ? 120_000 : 15_000 });
      if (id !== null) this.worked(id);
      if (id !== this.id) return;
      if (answer.legs) this.take(answer as Card, heard);
      else if (!('gone' in answer)) await this.load();
    } finally {
      this.busy = '';
    }
  }

  open(): Promise<unknown> {
    return this.step('open', `/incidents/${this.id}/open`);
  }

  classify(change: { category?: string; priority?: number }): Promise<unknown> {
    return this.step('classify', `/incidents/${this.id}/classify`, change);
  }

  assign(unit: Id, take_busy = false): Promise<unknown> {
    return this.step(`assign-${unit}`, `/incidents/${this.id}/assign`, { unit, take_busy });
  }

  advance(task: Id, step: 'accept' | 'decline' | 'moving' | 'arrive' | 'done'): Promise<unknown> {
    return this.step(step, `/tasks/${task}/${step}`);
  }

  /** One of the steps that need no more than a word: pause, resume, transfer. */
  act(name: 'pause' | 'resume' | 'transfer' | 'split', body: object = {}): Promise<unknown> {
    return this.step(name, `/incidents/${this.id}/${name}`, body);
  }

  control(): Promise<unknown> {
    return this.step('control', `/incidents/${this.id}/control`);
  }

  close(outcome: string, note: string): Promise<unknown> {
    return this.step('close', `/incidents/${this.id}/close`, { outcome, ...(note ? { note } : {}) });
  }

  reopen(): Promise<unknown> {
    return this.step('reopen', `/incidents/${this.id}/reopen`);
  }

  note(text: string): Promise<unknown> {
    return this.step('note', `/incidents/${this.id}/notes`, { id: newId(), text });
  }

  attach(files: Iterable<File>): Promise<unknown> {
    const body = new FormData();
    body.append('id', newId());
    for (const file of files) body.append('media', file);
    return this.step('attach', `/incidents/${this.id}/media`, body);
  }

  /** Shows the message at once; the same id makes a second try harmless. */
  async say(text: string, again?: Message): Promise<void> {
    const message: Message = again ?? { id: newId(), from: 'desk', author: null, text, at: new Date(now_ms()).toISOString(), waiting: true };
    const put = (change: Partial<Message>) => {
      this.waiting = [...this.waiting.filter((one) => one.id !== message.id), { ...message, ...change }];
    };
    put({ waiting: true, refused: false });
    try {
      await call(`/incidents/${this.id}/messages`, { body: { id: message.id, text: message.text } });
      this.refresh();
    } catch (error) {
      put({ waiting: false, refused: true });
      throw error;
    }
  }

  private announce(): void {
    if (this.id !== null) void call(`/incidents/${this.id}/presence`, { method: 'POST', body: {} }).catch(() => undefined);
  }

  leave(): void {
    clearInterval(this.beat);
    clearTimeout(this.soon);
    if (this.id !== null) void call(`/incidents/${this.id}/presence`, { method: 'DELETE' }).catch(() => undefined);
  }
}

/** The task that stands for the incident: the one furthest along that is still alive. */
export function leadingTask(card: Card | null) {
  const order: Partial<Record<TaskState, number>> = { offered: 1, accepted: 2, moving: 3, on_scene: 4 };
  return card?.tasks.filter((task) => order[task.state]).sort((a, b) => order[b.state]! - order[a.state]!)[0];
}

/** The row a card stands for, so that an answer paints before the stream brings it. */
export function rowOf({ reports, media, messages, department, ...card }: Card): Row {
  return { ...card, department: department.code, parent: card.parent?.id ?? null, reports: reports.length, media: media.length, messages: messages.length };
}
