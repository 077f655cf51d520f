/** What this phone keeps in IndexedDB: parcels waiting to be sent, and the reports it follows. */

export type Attachment = { id: string; name: string; kind: 'photo' | 'video' | 'voice'; blob: Blob };

export type Problem = {
  status: number;
  title: string;
  detail?: string;
  code?: string;
  numbers?: { name: string; number: string; purpose?: string }[];
};

export type Parcel = {
  id: string;
  kind: 'report' | 'message' | 'media' | 'confirm';
  url: string;
  made_at: string;
  fields: Record<string, unknown>;
  files: Attachment[];
  /** Secret of the report it belongs to; null until the report itself has been accepted. */
  token: string | null;
  /** Words to recognise it by: category and place, as the person saw them. */
  title: string;
  place: string;
  state: 'waiting' | 'refused';
  attempts: number;
  next_at: number;
  problem: Problem | null;
};

export type Kept = {
  id: string;
  token: string;
  number: string;
  title: string;
  place: string;
  made_at: string;
  municipality: string;
};

const NAME = 'sereno';
const VERSION = 1;
let opened: Promise<IDBDatabase> | null = null;

export async function parcels(): Promise<Parcel[]> {
  const found = await ask<Parcel[]>('outbox', 'readonly', (store) => store.getAll());
  return found.sort((a, b) => a.made_at.localeCompare(b.made_at));
}

export function parcel(id: string): Promise<Parcel | undefined> {
  return ask('outbox', 'readonly', (store) => store.get(id));
}

export async function keep(parcel: Parcel): Promise<void> {
  await ask('outbox', 'readwrite', (store) => store.put(parcel));
  announce();
}

export async function forget(id: string): Promise<void> {
  await ask('outbox', 'readwrite', (store) => store.delete(id));
  announce();
}

export async function followed(): Promise<Kept[]> {
  const found = await ask<Kept[]>('kept', 'readonly', (store) => store.getAll());
  return found.sort((a, b) => b.made_at.localeCompare(a.made_at));
}

export async function unfollow(id: string): Promise<void> {
  await ask('kept', 'readwrite', (store) => store.delete(id));
  announce();
}

/** One transaction: the parcel leaves, its link and its media parcels come in; a crash loses neither. */
export async function exchange(gone: string, kept: Kept | null, next: Parcel[]): Promise<void> {
  const database = await open();
  await new Promise<void>((resolve, reject) => {
    const change = database.transaction(['outbox', 'kept'], 'readwrite');
    change.objectStore('outbox').delete(gone);
    for (const one of next) change.objectStore('outbox').put(one);
    if (kept) change.objectStore('kept').put(kept);
    change.oncomplete = () => resolve();
    change.onabort = () => reject(change.error);
  });
  announce();
}

/** Calls back whenever this page, another tab or the service worker changed what is kept. */
export function watch(changed: () => void): void {
  listeners.push(changed);
  channel()?.addEventListener('message', changed);
}

const listeners: (() => void)[] = [];
let radio: BroadcastChannel | null | undefined;

function channel(): BroadcastChannel | null {
  if (radio === undefined) radio = 'BroadcastChannel' in globalThis ? new BroadcastChannel('sereno-outbox') : null;
  return radio;
}

function announce(): void {
  channel()?.postMessage('changed');
  for (const listener of listeners) listener();
}

async function ask<T>(name: string, mode: IDBTransactionMode, request: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  const database = await open();
  return new Promise<T>((resolve, reject) => {
    const transaction = database.transaction(name, mode);
    const asked = request(transaction.objectStore(name));
    // A write counts only when the transaction is durable, not when the request succeeded.
    transaction.oncomplete = () => resolve(asked.result as T);
    transaction.onabort = () => reject(transaction.error ?? asked.error);
  });
}

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('outbox', { keyPath: 'id' });
      request.result.createObjectStore('kept', { keyPath: 'id' });
    };
    request.onsuccess = () => {
      // A newer page may upgrade the database: step aside instead of blocking it.
      request.result.onversionchange = () => {
        request.result.close();
        opened = null;
      };
      resolve(request.result);
    };
    request.onerror = () => {
      opened = null;
      reject(request.error);
    };
  });
  return opened;
}
