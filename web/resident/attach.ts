/** Photos, videos and voice notes: taken, shown small with a way to remove them, and handed over when sending. */
import { newId } from '../shared/api';
import { el, need, say } from '../shared/dom';
import { recognise, WrongFile } from '../shared/media';
import { shrink } from '../shared/shrink';
import { t } from '../shared/words';
import { icon } from './dom';
import type { Attachment } from './store';
import { canRecord, record, type Recording } from './voice';

const MOST_FILES = 8;
/** Larger ones would not arrive from a street corner; the person is told at once instead of after an hour. */
const LARGEST_BYTES = 60_000_000;

export type Attached = { files(): Promise<Attachment[]>; restore(files: Attachment[]): void };

/** `taken` is called for each file at once when given (the follow page sends without a form); `changed` when the list is another. */
export function setupAttach({ taken, changed }: { taken?: (file: Attachment) => void; changed?: () => void } = {}): Attached {
  const files: Attachment[] = [];
  const working = new Set<Promise<void>>();
  const list = document.getElementById('thumbs');

  const add = async (blob: Blob, name: string): Promise<void> => {
    if (files.length >= MOST_FILES) return refuse(t('At most %(n)s files in one report.', { n: MOST_FILES }));
    if (blob.size > LARGEST_BYTES) return refuse(t('That file is too large to send. Record a shorter one.'));
    const { kind, ready } = await recognise(blob);
    tell('');
    const small = kind === 'photo' ? await shrink(blob, { always: !ready }) : blob;
    const file = { id: newId(), name: kind === 'photo' && small !== blob ? 'photo.jpg' : name, kind, blob: small };
    if (taken) return taken(file);
    files.push(file);
    draw();
  };
  const take = (blob: Blob, name: string): void => {
    const work = add(blob, name)
      .catch((error: unknown) => refuse(error instanceof WrongFile ? error.message : t('That file could not be read.')))
      .finally(() => working.delete(work));
    working.add(work);
  };
  const draw = (): void => {
    if (!list) return;
    list.hidden = !files.length;
    list.replaceChildren(...files.map((file) => thumb(file, () => remove(file))));
    changed?.();
  };
  const remove = (file: Attachment): void => {
    files.splice(files.indexOf(file), 1);
    draw();
    tell(t('Removed.'));
  };

  for (const input of document.querySelectorAll<HTMLInputElement>('input[data-take]')) {
    input.addEventListener('change', () => {
      for (const file of input.files ?? []) take(file, file.name);
      input.value = '';
    });
  }
  setupVoice((blob) => take(blob, `voice.${blob.type.includes('mp4') ? 'm4a' : 'webm'}`));
  return {
    files: async () => {
      await Promise.all(working);
      return [...files];
    },
    restore: (before) => {
      files.splice(0, files.length, ...before);
      draw();
    },
  };
}

export function thumb(file: Attachment, remove: (() => void) | null): HTMLElement {
  const address = URL.createObjectURL(file.blob);
  const words = { photo: t('Photo'), video: t('Video'), voice: t('Voice note') }[file.kind];
  const shown = {
    photo: () => el('img', { src: address, alt: words }),
    video: () => el('video', { src: `${address}#t=0.1`, muted: true, playsinline: true, preload: 'metadata', 'aria-label': words }),
    voice: () => el('audio', { src: address, controls: true, 'aria-label': words }),
  }[file.kind]();
  const button = remove && el('button', { type: 'button', class: 'remove', 'aria-label': t('Remove %(what)s', { what: words }), onclick: remove }, icon('close'));
  return el('li', { class: file.kind }, shown, button);
}

function tell(words: string): void {
  const status = need('attach-status');
  status.classList.remove('refusal');
  say(status, words);
}

/** Said where it is seen, in a colour that says that the file is not there. */
function refuse(words: string): void {
  tell(words);
  const status = need('attach-status');
  status.classList.add('refusal');
  status.scrollIntoView({ block: 'nearest' });
}

function setupVoice(taken: (blob: Blob) => void): void {
  const button = document.getElementById('voice');
  if (!button) return;
  if (!canRecord()) {
    button.hidden = true;
    return;
  }
  const label = button.querySelector('span')!;
  const idle = label.textContent;
  let recording: Recording | null = null;
  button.addEventListener('click', async () => {
    if (recording) return recording.stop();
    try {
      recording = await record();
    } catch {
      return tell(t('The microphone is not allowed on this phone. You can write instead.'));
    }
    const started_ms = Date.now();
    const count = (): void => say(label, t('Stop %(time)s', { time: clock(Date.now() - started_ms) }));
    const ticking = setInterval(count, 500);
    button.setAttribute('aria-pressed', 'true');
    count();
    const blob = await recording.done;
    clearInterval(ticking);
    recording = null;
    button.setAttribute('aria-pressed', 'false');
    say(label, idle);
    if (blob.size) taken(blob);
  });
}

function clock(passed_ms: number): string {
  const seconds = Math.floor(passed_ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
