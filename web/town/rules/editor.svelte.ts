/** The list being edited: every change is kept as a draft on the server at once, in order, and answered with sentences. */
import { call, newId, Refused } from '../../shared/api';
import { t } from '../../shared/words';
import type { Rule, State, Trial } from './types';

const API = '/town/rules';

export class Editor {
  state = $state.raw<State>() as State;
  rules = $state.raw<Rule[]>([]);
  fallback = $state('');
  /** The rule whose form is open. */
  editing = $state<string | null>(null);
  trial = $state.raw<Trial | null>(null);
  days = $state(30);
  busy = $state('');
  refused = $state('');
  /** Said to screen readers. */
  said = $state('');
  private triedStamp = $state(-1);
  private stamp = 0;
  /** A rule that was just made and is taken away again when its form is left. */
  private made: string | null = null;
  private waiting = false;
  saving = $state(false);
  /** Whether all that was changed is kept on the server. */
  private settled: Promise<boolean> = Promise.resolve(true);

  readonly draft = $derived(this.state.draft);
  readonly list = $derived(this.state.draft ?? this.state.in_force);
  /** The trial shown is of the draft as it now is. */
  readonly fresh = $derived(this.trial !== null && this.triedStamp === (this.draft?.stamp ?? 0));

  constructor(state: State) {
    this.take(state);
  }

  private take(state: State): void {
    this.state = state;
    this.rules = (state.draft ?? state.in_force).rules;
    this.fallback = (state.draft ?? state.in_force).fallback;
    this.stamp = state.draft?.stamp ?? 0;
  }

  number(id: string): number {
    return this.rules.findIndex((rule) => rule.id === id) + 1;
  }

  add(): void {
    const rule: Rule = {
      id: newId(), department: this.fallback, categories: [], groups: [], zones: [], channels: [], priorities: [],
      weekdays: [], holiday: 'any', from_hour: 0, until_hour: 24, on: true, sentence: '', gone: [],
    };
    this.change([...this.rules, rule]);
    this.editing = this.made = rule.id;
  }

  put(rule: Rule): void {
    this.change(this.rules.map((one) => (one.id === rule.id ? rule : one)));
    this.editing = this.made = null;
  }

  cancel(): void {
    const made = this.made;
    this.editing = this.made = null;
    if (made) this.change(this.rules.filter((one) => one.id !== made));
  }

  duplicate(rule: Rule): void {
    const copy = { ...rule, id: newId() };
    this.change(this.rules.flatMap((one) => (one.id === rule.id ? [one, copy] : [one])));
    this.editing = this.made = copy.id;
  }

  remove(rule: Rule): void {
    this.change(this.rules.filter((one) => one.id !== rule.id));
    this.said = t('Rule removed from the draft.');
  }

  turn(rule: Rule): void {
    this.change(this.rules.map((one) => (one.id === rule.id ? { ...one, on: !one.on } : one)));
  }

  /** Moves a rule to a place of the list, counted from 0. */
  move(id: string, to: number): void {
    const from = this.number(id) - 1;
    if (from < 0 || to < 0 || to >= this.rules.length || to === from) return;
    const rules = [...this.rules];
    rules.splice(to, 0, ...rules.splice(from, 1));
    this.change(rules);
    this.said = t('Now rule %(number)s of %(all)s.', { number: to + 1, all: rules.length });
  }

  last(department: string): void {
    this.change(this.rules, department);
  }

  private change(rules: Rule[], fallback = this.fallback): void {
    this.rules = rules;
    this.fallback = fallback;
    this.waiting = true;
    if (!this.saving) this.settled = this.save();
  }

  /** One request at a time; changes made meanwhile go together in the next. */
  private async save(): Promise<boolean> {
    this.saving = true;
    try {
      while (this.waiting) {
        this.waiting = false;
        const rules = this.rules.map(({ sentence: _s, gone: _g, ...rule }) => rule);
        const state = await call<State>(`${API}/draft`, { method: 'PUT', body: { rules, fallback: this.fallback, stamp: this.stamp } });
        this.refused = '';
        if (this.waiting) this.stamp = state.draft?.stamp ?? 0;
        else this.take(state);
      }
      return true;
    } catch (error) {
      this.waiting = false;
      this.refused = error instanceof Refused ? error.message : String(error);
      return false;
    } finally {
      this.saving = false;
    }
  }

  async tryOut(): Promise<void> {
    await this.ask('try', async () => {
      const stamp = this.stamp;
      this.trial = await call<Trial>(`${API}/try`, { body: { days: this.days }, timeout_ms: 60_000 });
      this.triedStamp = stamp;
      this.said = t('Tried on %(reports)s reports: %(moved)s would go elsewhere.', { reports: this.trial.reports, moved: this.trial.moved });
    });
  }

  async force(): Promise<void> {
    await this.ask('force', async () => {
      this.take(await call<State>(`${API}/force`, { body: { stamp: this.stamp } }));
      this.trial = null;
      this.said = t('In force: version %(version)s.', { version: this.state.version });
    });
  }

  async drop(): Promise<void> {
    await this.ask('drop', async () => {
      this.take(await call<State>(`${API}/draft/drop`, { body: { stamp: this.stamp } }));
      this.trial = null;
      this.editing = this.made = null;
      this.said = t('The draft is gone; the rules in force stay.');
    });
  }

  async restore(version: number): Promise<void> {
    await this.ask(`restore-${version}`, async () => {
      this.take(await call<State>(`${API}/restore`, { body: { version } }));
      this.said = t('In force: version %(version)s.', { version: this.state.version });
    });
  }

  private async ask(what: string, act: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = what;
    try {
      if (await this.kept()) {
        await act();
        this.refused = '';
      }
    } catch (error) {
      this.refused = error instanceof Refused ? error.message : String(error);
    } finally {
      this.busy = '';
    }
  }

  /** Waits for what was just changed, which belongs to the draft that is meant; sends again what did not arrive. */
  private async kept(): Promise<boolean> {
    if (await this.settled) return true;
    this.waiting = true;
    this.settled = this.save();
    return this.settled;
  }
}
