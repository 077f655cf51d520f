/** What is being written stays on this phone until it is sent or discarded: a page loaded again loses nothing. */
import type { Attachment } from './store';
import type { Place } from './where';

export type Draft = {
  saved_at: string;
  category: string;
  /** The text fields and the switch, by name. */
  fields: Record<string, string>;
  anonymous: boolean;
  place: Pick<Place, 'lon' | 'lat' | 'label'> | null;
  /** Where the place came from: a phone's position grows old, an address does not. */
  from: string;
  files: Attachment[];
};

const PAUSE_MS = 300;
const KEY = 'report';
// A database of its own: the worker of an older page can go on opening the outbox as it knows it.
const NAME = 'sereno-draft';

/** Calls `read` a moment after `touch`, and keeps what it gives; null is nothing worth keeping. */
export function setupDraft(read: () => Promise<Draft | null>) {
  let soon: ReturnType<typeof setTimeout> | undefined;
  const save = async (): Promise<void> => {
    const draft = await read();
    await write((store) => (draft ? store.put(draft, KEY) : store.delete(KEY)));
  };
  return {
    touch: (): void => {
      clearTimeout(soon);
      soon = setTimeout(() => void save().catch(() => undefined), PAUSE_MS);
    },
    /** Sent or discarded. */
    forget: async (): Promise<void> => {
      clearTimeout(soon);
      await write((store) => store.delete(KEY)).catch(() => undefined);
    },
    kept: (): Promise<Draft | undefined> => write<Draft | undefined>((store) => store.get(KEY)).catch(() => undefined),
  };
}

async function write<T>(ask: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const change = database.transaction('drafts', 'readwrite');
      const asked = ask(change.objectStore('drafts'));
      change.oncomplete = () => resolve(asked.result as T);
      change.onabort = () => reject(change.error ?? asked.error);
    });
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore('drafts');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
