/** Photos of the crew: kept in memory and tried again until they have arrived. */
import { call, newId, Refused } from '../shared/api';
import { recognise, WrongFile } from '../shared/media';
import { shrink } from '../shared/shrink';
import { sentences, t } from '../shared/words';

type Picture = { id: string; task: number; blob: Blob; name: string };

const RETRY_MS = 6_000;
const UPLOAD_MS = 180_000;

export class Pictures {
  private readonly kept: Picture[] = [];
  private busy = false;

  constructor(private readonly arrived: () => void, private readonly tell: (words: string) => void) {
    setInterval(() => void this.send(), RETRY_MS);
    addEventListener('online', () => void this.send());
    // They live in this page only: closing it now would lose them, and the browser must say so.
    addEventListener('beforeunload', (event) => this.kept.length && event.preventDefault());
  }

  get waiting(): number {
    return this.kept.length;
  }

  /** Tells at once what cannot be sent; the rest is on its way. */
  async add(task: number, file: File): Promise<void> {
    let blob: Blob = file;
    try {
      const { ready } = await recognise(file);
      if (!ready) blob = await shrink(file, { always: true });
    } catch (error) {
      return this.tell(error instanceof WrongFile ? error.message : t('That file could not be read.'));
    }
    this.kept.push({ id: newId(), task, blob, name: blob === file ? file.name : 'photo.jpg' });
    void this.send();
  }

  private async send(): Promise<void> {
    const first = this.kept[0];
    if (this.busy || !first) return;
    this.busy = true;
    const body = new FormData();
    body.append('id', first.id);
    body.append('media', first.blob, first.name);
    try {
      await call(`/tasks/${first.task}/media`, { body, timeout_ms: UPLOAD_MS });
      this.kept.shift();
      this.arrived();
      setTimeout(() => void this.send());
    } catch (error) {
      if (error instanceof Refused && !error.passing) {
        this.kept.shift();
        this.tell(sentences(error.problem.title, error.problem.detail) || t('The photo was refused.'));
      }
    }
    this.busy = false;
  }
}
