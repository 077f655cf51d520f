/** Gathers pins that would overlap, so that drawing costs the same for fifty or for fifty thousand. */
import { worldPixel } from './mercator';
import type { Letter, Pin } from './types';

export interface Cluster {
  lon: number;
  lat: number;
  pins: Pin[];
  /** The most urgent one inside. */
  priority: number;
  /** How many nobody has opened. */
  fresh: number;
  /** The letter that all inside share; null where they differ, absent where pins have none. */
  letter?: Letter | null;
}

const CELL_PX = 52;
/** From here on every pin stands alone. */
export const APART_FROM_ZOOM = 17.5;

/**
 * One pass over the pins: each cell of a grid fixed to the ground becomes one mark.
 * The grid follows whole zoom levels, so clusters do not flicker while the map glides.
 */
export function gather(pins: readonly Pin[], zoom: number): Cluster[] {
  const level = Math.floor(zoom + 0.5);
  const cells = new Map<string, Cluster>();
  for (const pin of pins) {
    const [x, y] = worldPixel(pin.lon, pin.lat, level);
    const key = zoom >= APART_FROM_ZOOM ? pin.id : `${Math.floor(x / CELL_PX)}:${Math.floor(y / CELL_PX)}`;
    const cluster = cells.get(key);
    if (cluster) add(cluster, pin);
    else cells.set(key, { lon: pin.lon, lat: pin.lat, pins: [pin], priority: pin.priority, fresh: Number(pin.stage === 'new'), letter: pin.letter });
  }
  return [...cells.values()];
}

function add(cluster: Cluster, pin: Pin): void {
  const n = cluster.pins.push(pin);
  cluster.lon += (pin.lon - cluster.lon) / n;
  cluster.lat += (pin.lat - cluster.lat) / n;
  if (pin.letter !== cluster.letter) cluster.letter = null;
  if (pin.priority < cluster.priority) cluster.priority = pin.priority;
  if (pin.stage === 'new') cluster.fresh += 1;
}
