/** What the crew did while the network was away, kept in order and sent in order: a step is never asked for twice. */
import { call, Refused } from '../shared/api';
import type { Patrol } from './types';

type Errand = { path: string; body: object };

const KEY = 'sereno-patrol-errands';
const RETRY_MS = 4_000;

export class Queue {
  private errands: Errand[] = JSON.parse(localStorage.getItem(KEY) ?? '[]') as Errand[];
  private sending: Promise<void> | null = null;

  /** `answered` gets each fresh state of the server; `refused` its words, when it says no for good. */
  constructor(
    private readonly answered: (patrol: Patrol) => void,
    private readonly refused: (words: string) => void,
    private readonly changed: () => void,
  ) {
    addEventListener('online', () => this.send());
    setInterval(() => this.send(), RETRY_MS);
    this.send();
  }

  get waiting(): number {
    return this.errands.length;
  }

  add(path: string, body: object): void {
    this.errands.push({ path, body });
    this.keep();
    this.send();
  }

  private send(): void {
    if (!this.sending && this.errands.length) this.sending = this.sendAll().finally(() => (this.sending = null));
  }

  private async sendAll(): Promise<void> {
    for (let first = this.errands[0]; first; first = this.errands[0]) {
      try {
        const patrol = await call<Patrol>(first.path, { body: first.body });
        this.errands.shift();
        this.keep();
        if (!this.errands.length) this.answered(patrol);
      } catch (error) {
        if (!(error instanceof Refused) || error.passing) return;
        // What follows a refused step was done on a wrong belief: the screen must show the server's truth again.
        this.errands = [];
        this.keep();
        this.refused(error.message);
      }
    }
  }

  private keep(): void {
    localStorage.setItem(KEY, JSON.stringify(this.errands));
    this.changed();
  }
}
