/** The service worker: the shell opens without a network, and the outbox is sent when the signal comes back. */
import { flush } from './outbox';
import { parcels } from './store';

// TypeScript knows pages or workers, not both in one project: the few names a worker needs are declared here.
type Extendable = Event & { waitUntil(work: Promise<unknown>): void };
type Fetching = Extendable & { request: Request; respondWith(answer: Promise<Response>): void };
type Worker = {
  addEventListener(name: 'install' | 'activate' | 'sync', heard: (event: Extendable & { tag?: string }) => void): void;
  addEventListener(name: 'fetch', heard: (event: Fetching) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
};
const worker = self as unknown as Worker;

const PAGES = 'sereno-pages-1';
const ASSETS = 'sereno-assets-1';
const SHELL = ['/report', '/my'];
/** On a bad line a page from the cache now beats a fresh one later. */
const PATIENCE_MS = 4_000;
const MOST_FOLLOWED = 30;

worker.addEventListener('install', (event) => event.waitUntil(fill().then(() => worker.skipWaiting())));
worker.addEventListener('activate', (event) => event.waitUntil(clean().then(() => worker.clients.claim())));
worker.addEventListener('sync', (event) => {
  if (event.tag === 'outbox') event.waitUntil(flush(true).then(rejectIfWaiting));
});
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.mode === 'navigate' && isOurs(url.pathname)) event.respondWith(page(request, event));
  else if (isAsset(url.pathname)) event.respondWith(asset(request));
});

const isOurs = (path: string): boolean => SHELL.includes(path) || path.startsWith('/r/');
const isAsset = (path: string): boolean => path.includes('/dist/assets/');

async function fill(): Promise<void> {
  await Promise.all(SHELL.map(async (path) => keepPage(path, await fetch(path, { credentials: 'same-origin' }))));
}

async function clean(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith('sereno-') && ![PAGES, ASSETS].includes(name)) await caches.delete(name);
}

/** Newest first, from the cache when the network is slow or gone. */
async function page(request: Request, event: Extendable): Promise<Response> {
  const path = new URL(request.url).pathname;
  const cached = await caches.match(path, { cacheName: PAGES });
  const fresh = fetch(request).then(async (answer) => {
    if (answer.ok && !answer.redirected) event.waitUntil(keepPage(path, answer.clone()));
    return answer;
  });
  if (!cached) return fresh.catch(() => caches.match('/my', { cacheName: PAGES }).then((my) => my ?? Response.error()));
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(cached), PATIENCE_MS));
  return Promise.race([fresh, late]).then((answer) => (answer.status >= 500 ? cached : answer)).catch(() => cached);
}

/** Keeps a page together with the scripts and styles it names: one without the other is a dead shell. */
async function keepPage(path: string, answer: Response): Promise<void> {
  if (!answer.ok) return;
  const text = await answer.clone().text();
  const named = [...text.matchAll(/(?:src|href)="([^"]*\/dist\/[^"]+)"/g)].map((match) => match[1]!);
  const assets = await caches.open(ASSETS);
  await Promise.all(named.map(async (url) => (await assets.match(url)) ?? assets.add(url).catch(() => undefined)));
  const pages = await caches.open(PAGES);
  await pages.put(path, answer);
  const followed = (await pages.keys()).filter((kept) => new URL(kept.url).pathname.startsWith('/r/'));
  for (const old of followed.slice(0, -MOST_FOLLOWED)) await pages.delete(old);
}

/** File names carry a fingerprint of their content: what is kept is right for ever. */
async function asset(request: Request): Promise<Response> {
  const cached = await caches.match(request, { cacheName: ASSETS });
  if (cached) return cached;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(ASSETS)).put(request, answer.clone());
  return answer;
}

/** The browser repeats a sync that rejects: so it must reject while something still waits. */
async function rejectIfWaiting(): Promise<void> {
  if ((await parcels()).some((one) => one.state === 'waiting')) throw new Error('something still waits');
}
