/** The desk as a whole: what is chosen, which panel is up, what the stream brings, and what is said aloud. */
import { getContext, setContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { call, Refused } from '../shared/api';
import { now_ms, setClock } from '../shared/clock';
import { Live, type LiveState } from '../shared/live';
import { t, tn } from '../shared/words';
import { Alerts } from './alerts.svelte';
import { Board } from './board.svelte';
import { nextStep, type NextStep } from './next';
import { Handovers, type Across, type Gone, type UnitAcross } from './neighbours/handovers.svelte';
import { Opened, rowOf } from './opened.svelte';
import { Sound } from './sound.svelte';
import type { Config, Fact, Id, PassedOn, Person, Presence, RankedUnit, Row, Unit } from './types';
import { Units } from './units.svelte';

export type Panel = 'card' | 'phone';
export type Dialog = '' | 'keys' | 'close' | 'classify' | 'busy' | 'transfer' | 'split' | 'handover' | 'offer';
export interface Toast { id: number; text: string; bad: boolean }

/** Who has a card open says so every ten seconds; who has said nothing for this long is gone. */
const GONE_AFTER_MS = 30_000;
const SAY_EVERY_MS = 5_000;
const TOAST_MS = 6_000;
const JUDGE_EVERY_MS = 2_000;
/** Another process of the server may remember the old settings for five seconds. */
const LEARN_AGAIN_MS = 6_000;

export class Desk {
  readonly board: Board;
  readonly units: Units;
  readonly handovers = new Handovers();
  readonly alerts: Alerts;
  readonly sound = new Sound();
  readonly opened: Opened;
  panel = $state<Panel>('card');
  dialog = $state<Dialog>('');
  /** The row under the keyboard's cursor; the card may show another one. */
  cursor = $state<Id | null>(null);
  live = $state<LiveState>('connecting');
  lostAt = $state<number | null>(null);
  /** The server's time, once a second: every running clock hangs on it. */
  now = $state(now_ms());
  /** Polite news for screen readers, gathered. */
  spoken = $state('');
  /** What this desk passed on lately. */
  passedOn = $state.raw<PassedOn[]>([]);
  toasts = $state.raw<Toast[]>([]);
  /** The unit that must be asked for, and what it is doing. */
  asked = $state.raw<{ unit: Id; callSign: string; reason: string } | null>(null);
  /** Which other operators have which incident open, for the rows of the queue. */
  readonly others = new SvelteMap<Id, Person[]>();
  private readonly fading = new Map<Id, ReturnType<typeof setTimeout>>();
  private facts: Fact[] = [];
  private moved: Unit[] = [];
  private frame = false;
  private stream: Live | null = null;
  private news = { reports: 0, emergencies: 0 };
  private turning = false;
  private learning: ReturnType<typeof setTimeout> | undefined;
  private meeting: ReturnType<typeof setTimeout> | undefined;
  private saying: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly config: Config) {
    setClock(config.clock);
    this.board = new Board(config.me.id);
    this.units = new Units(config.stale_after_s);
    this.alerts = new Alerts(config.municipality.code);
    this.opened = new Opened((card) => this.board.put([rowOf(card)]), (id) => this.board.claim(id));
    setInterval(() => this.tick(), 1_000);
    setInterval(() => (this.board.judgedAt = now_ms()), JUDGE_EVERY_MS);
    addEventListener('pagehide', () => this.opened.leave());
  }

  private tick(): void {
    this.now = now_ms();
    if (this.units.age(this.now)) this.opened.rerank();
    const turn = this.board.duty?.changes_at;
    if (turn && this.now >= Date.parse(turn) && !this.turning) this.turnOver();
    this.handovers.age(this.now, this.config.stale_after_s);
  }

  async start(): Promise<void> {
    try {
      const [{ cursor, clock }] = await Promise.all([this.board.load(), this.units.load(), this.handovers.load()]);
      setClock(clock);
      void this.alerts.load();
      void this.loadPassedOn();
      this.now = now_ms();
      if (!this.stream) return this.listen(cursor);
      this.stream.resume(cursor);
      void this.handovers.begin();
      this.opened.refresh();
    } catch (error) {
      this.board.refused = error instanceof Refused ? error.message : String(error);
    }
  }

  private hear(fact: Fact): void {
    this.alerts.heard(fact.kind);
    this.later(() => this.facts.push(fact));
  }

  private listen(cursor: string): void {
    this.stream = new Live(
      {
        fact: (fact) => this.hear(fact as Fact),
        unit: (unit) => this.later(() => this.moved.push(unit as Unit)),
        presence: (presence) => this.meet(presence as Presence),
        across: (incident) => this.handovers.meet(incident as Across | Gone),
        unitAcross: (unit) => this.handovers.meetUnit(unit as UnitAcross | Gone),
        treaty: () => this.relearnNeighbours(),
        reset: () => void this.start(),
        state: (state, since) => {
          if (this.live === 'lost' && state === 'catching up') this.recover();
          if (this.live === 'connecting' && state === 'connected') void this.handovers.begin();
          this.live = state;
          this.lostAt = since;
        },
      },
      { cursor },
    );
  }

  /** The line is back. It tells again what was recorded; where the units are, and what the card asked for in vain, we ask ourselves. */
  private recover(): void {
    this.opened.refresh();
    void this.units.load().catch(() => undefined);
    void this.handovers.begin();
  }

  /** Gathers what the stream brings and paints it once a frame; a hidden tab has no frames but must still ring. */
  private later(gather: () => void): void {
    gather();
    if (this.frame) return;
    this.frame = true;
    if (document.hidden) setTimeout(() => this.apply(), 100);
    else requestAnimationFrame(() => this.apply());
  }

  private apply(): void {
    this.frame = false;
    const { facts, moved } = this;
    this.facts = [];
    this.moved = [];
    if (moved.length) this.units.put(moved);
    const gone = facts.flatMap((fact) => (fact.gone && fact.about ? [fact.about] : []));
    if (gone.length) this.letGo(gone);
    if (facts.some((fact) => fact.kind === 'IncidentTransferred')) void this.loadPassedOn();
    if (facts.some((fact) => fact.kind === 'SettingChanged')) this.learn();
    const rows = facts.flatMap((fact) => (fact.incident ? [fact.incident] : []));
    if (rows.length) this.receive(this.board.put(rows).filter((row) => row.stage === 'new')); // lit before Svelte paints them
    if (facts.some((fact) => fact.incident?.id === this.opened.id)) this.opened.refresh();
    if (facts.some((fact) => fact.kind === 'MessageSent' && fact.ids.from_desk === false)) this.sound.message();
    if (facts.some((fact) => /^(Handover|Offer|Withdrawal|Neighbour|UnitRequest|Aid|MediaAwaited|MediaNotBrought)/.test(fact.kind))) void this.askNeighbours(facts.filter((fact) => fact.kind === 'OfferArrived' || fact.kind === 'UnitRequestArrived'));
    if (facts.some((fact) => fact.kind === 'IncidentEscalated' && fact.incident?.priority === 1)) this.sound.alarm();
    if (facts.some((fact) => /^(Unit|Task)/.test(fact.kind))) this.opened.rerank();
  }

  /** The desk opens or closes: the server says how it goes on. */
  private turnOver(): void {
    this.turning = true;
    void this.board.learn().catch(() => undefined);
    setTimeout(() => (this.turning = false), LEARN_AGAIN_MS);
  }

  /** How it stands between towns has changed. An offer rings where it is shown: not every one is for our department. */
  private async askNeighbours(arrived: readonly Fact[]): Promise<void> {
    await this.handovers.load();
    const ours = new Set(this.handovers.incoming.map((offer) => offer.id));
    const rings = arrived.filter((fact) => ours.has(fact.ids.handover as Id));
    if (rings.length) this.sound.report(rings.some((fact) => fact.ids.priority === 1));
  }

  /** A treaty changed what we see across the border. */
  private relearnNeighbours(): void {
    void this.handovers.begin();
    clearTimeout(this.meeting);
    this.meeting = setTimeout(() => void this.handovers.begin(), LEARN_AGAIN_MS);
  }

  /** Departments, categories or reasons have changed: the open desk offers the new ones. */
  private learn(): void {
    clearTimeout(this.learning);
    void this.board.learn().catch(() => undefined);
    this.learning = setTimeout(() => void this.board.learn().catch(() => undefined), LEARN_AGAIN_MS);
  }

  /** Incidents passed on to a desk whose rows are not for us leave the queue, and the card if one is open. */
  private letGo(ids: readonly Id[]): void {
    this.board.drop(ids);
    if (this.opened.id !== null && ids.includes(this.opened.id)) this.hide();
  }

  private async loadPassedOn(): Promise<void> {
    this.passedOn = await call<PassedOn[]>('/transfers').catch(() => this.passedOn);
  }

  private receive(arrived: readonly Row[]): void {
    if (!arrived.length) return;
    const emergencies = arrived.filter((row) => row.emergency).length;
    this.board.light(arrived.map((row) => row.id));
    this.sound.report(emergencies > 0);
    this.news.reports += arrived.length;
    this.news.emergencies += emergencies;
    this.saying ??= setTimeout(() => this.sayNews(), SAY_EVERY_MS);
  }

  private sayNews(): void {
    const { reports, emergencies } = this.news;
    this.saying = undefined;
    this.news = { reports: 0, emergencies: 0 };
    const all = tn('%(n)s new report', '%(n)s new reports', reports);
    this.spoken = emergencies ? `${all}. ${tn('%(n)s emergency', '%(n)s emergencies', emergencies)}` : all;
  }

  private meet({ incident, who }: Presence): void {
    if (incident === this.opened.id) this.opened.meet(who);
    const others = who.filter((person) => person.id !== this.config.me.id);
    clearTimeout(this.fading.get(incident));
    this.fading.delete(incident);
    if (!others.length) return void this.others.delete(incident);
    this.others.set(incident, others);
    this.fading.set(incident, setTimeout(() => this.others.delete(incident), GONE_AFTER_MS));
  }

  /** The row of the open card, whatever the filters show. */
  get row(): Row | undefined {
    return this.board.find(this.opened.id);
  }

  show(id: Id): void {
    this.cursor = id;
    this.panel = 'card';
    this.opened.show(id);
  }

  hide(): void {
    this.opened.show(null);
  }

  /** Moves the keyboard's cursor along the visible queue. */
  walk(step: 1 | -1): void {
    const rows = [...this.board.waiting, ...this.board.underway];
    const at = rows.findIndex((row) => row.id === this.cursor);
    const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
    if (next) this.cursor = next.id;
  }

  /** Runs something that the server may refuse, and says the refusal. */
  async attempt(act: () => Promise<unknown>, done?: string): Promise<boolean> {
    try {
      await act();
      if (done) this.toast(done);
      return true;
    } catch (error) {
      this.toast(error instanceof Error ? error.message : String(error), true);
      return false;
    }
  }

  /** Sends a unit; a busy one is asked for first. */
  async send(unit: Id, callSign: string, take_busy = false): Promise<void> {
    try {
      await this.opened.assign(unit, take_busy);
      this.dialog = '';
      this.toast(t('%(unit)s was asked to go.', { unit: callSign }));
    } catch (error) {
      if (error instanceof Refused && error.code === 'unit-busy') {
        this.asked = { unit, callSign, reason: error.message };
        this.dialog = 'busy';
      } else this.toast(error instanceof Error ? error.message : String(error), true);
    }
  }

  /** Every unit that can be sent: by rank, and last those on duty of which nobody knows where they are. */
  readonly choices = $derived.by<RankedUnit[] | null>(() => {
    const ranked = this.opened.units;
    if (!ranked) return null;
    const known = new Set(ranked.map((unit) => unit.id));
    const unplaced = this.units.onDuty.filter((unit) => !known.has(unit.id));
    return [...ranked, ...unplaced.map((unit) => ({ ...unit, seconds: null, reason: t('No position'), free: unit.state === 'free' }))];
  });

  /** Sends the n-th best unit shown on the card. */
  sendRanked(n: number): void {
    const unit = this.choices?.[n];
    if (unit && !this.opened.sending) void this.send(unit.id, unit.call_sign);
  }

  get next(): NextStep | null {
    return nextStep(this);
  }

  toast(text: string, bad = false): void {
    const toast = { id: Date.now() + Math.random(), text, bad };
    this.toasts = [...this.toasts.slice(-2), toast];
    setTimeout(() => (this.toasts = this.toasts.filter((one) => one.id !== toast.id)), TOAST_MS);
  }
}

const KEY = Symbol('desk');
export const provideDesk = (desk: Desk): Desk => setContext(KEY, desk);
export const getDesk = (): Desk => getContext(KEY);
