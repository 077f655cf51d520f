/** When the desk listens, in words for those who sit at it. */
import { dayAndHour, hour } from '../../shared/clock';

/** Near enough to closing that whoever is on shift should know without looking. */
export const SOON_MS = 15 * 60_000;
const DAY_MS = 24 * 3600_000;

/** The hour alone while it can be only one; else with its day. */
export const turnOf = (iso: string, now_ms: number): string => (Date.parse(iso) - now_ms < DAY_MS ? hour(iso) : dayAndHour(iso));
