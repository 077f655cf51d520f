/** In the demonstration nobody drives: the played unit rolls towards its task, and the page says that it is pretended. */
import { now_ms } from '../shared/clock';
import { metresBetween } from './task';
import type { Fix } from './positions';
import type { Patrol } from './types';

const TICK_MS = 2_000;
const SPEED_KMH = 38;
/** A real position this far from the town means that the visitor plays from elsewhere. */
export const ELSEWHERE_M = 40_000;

/** Begins where the unit was last seen, or at `start`, the middle of the town. */
export function pretendToDrive(patrol: () => Patrol, start: { lon: number; lat: number }, take: (fix: Fix) => void): () => void {
  let at: { lon: number; lat: number } | null = null;
  let last_ms = now_ms();
  const tick = (): void => {
    const { unit, task } = patrol();
    if (!unit || unit.state === 'off') return;
    at ??= unit.lon !== null && unit.lat !== null ? { lon: unit.lon, lat: unit.lat } : start;
    const passed_h = (now_ms() - last_ms) / 3_600_000;
    last_ms = now_ms();
    const to = task?.state === 'moving' ? task.incident : null;
    const rest_m = to ? metresBetween(at, to) : 0;
    const share = to && rest_m > 0 ? Math.min(1, (SPEED_KMH * 1000 * passed_h) / rest_m) : 0;
    if (to) at = { lon: at.lon + (to.lon - at.lon) * share, lat: at.lat + (to.lat - at.lat) * share };
    take({ ...at, at: new Date(now_ms()).toISOString(), accuracy_m: 8, speed_kmh: share > 0 && share < 1 ? SPEED_KMH : 0 });
  };
  tick();
  const ticking = setInterval(tick, TICK_MS);
  return () => clearInterval(ticking);
}
