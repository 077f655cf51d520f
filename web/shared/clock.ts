/** The server's clock on this page: the demo may run fast, and an operator's PC may run wrong. */

export interface ClockReading {
  now: string;
  speed: number;
}

/** "real_start/town_start/speed" in epoch seconds, as the server keeps it; only where a demo's time is not the real one. */
const [real_s = 0, town_s = 0, pace = 1] = globalThis.document?.documentElement.dataset.pace?.split('/').map(Number) ?? [];

/** This device's own clock, told in the town's time. A page kept for days says it as rightly as a fresh one. */
export const device_ms = (): number => (town_s + (Date.now() / 1000 - real_s) * pace) * 1000;
export const deviceMoment = (): string => new Date(device_ms()).toISOString();

let start_ms = device_ms();
let mark_ms = performance.now();
let speed = pace;

/** Takes over the server's time as it was when the page or the hello event arrived. */
export function setClock(reading: ClockReading | null | undefined): void {
  if (!reading) return;
  start_ms = Date.parse(reading.now);
  mark_ms = performance.now();
  speed = reading.speed || 1;
}

/** Now, in milliseconds of the server's clock. */
export const now_ms = (): number => start_ms + (performance.now() - mark_ms) * speed;

/** Whole seconds from `iso` until `until_ms`; never negative. */
export function secondsSince(iso: string, until_ms = now_ms()): number {
  return Math.max(0, Math.floor((until_ms - Date.parse(iso)) / 1000));
}

const two = (n: number): string => String(n).padStart(2, '0');

/** 0:07 · 12:40 · 3:05:09 · 2 d 4 h — a running clock that stays short. */
export function duration(seconds: number): string {
  const s = Math.round(seconds);
  const hours = Math.floor(s / 3600);
  if (hours >= 24) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  const minutes = Math.floor(s / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(s % 60)}` : `${minutes}:${two(s % 60)}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(iso: string, options: Intl.DateTimeFormatOptions): string {
  const lang = document.documentElement.lang || 'es';
  const timeZone = document.documentElement.dataset.timezone || undefined;
  const key = lang + timeZone + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(lang, { ...options, timeZone })));
  return found.format(new Date(iso));
}

/** 14:05 in the town's time zone. */
export const hour = (iso: string): string => format(iso, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** 14:05:09 in the town's time zone. */
export const hourWithSeconds = (iso: string): string =>
  format(iso, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

/** 23 nov, 14:05 in the town's time zone. */
export const dayAndHour = (iso: string): string =>
  format(iso, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
