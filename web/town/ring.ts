/** A zone's outline while it is drawn: parts, each its corners in order, the last joined to the first. */
import type { LonLat } from '../shared/map';

export interface Outline { type: string; coordinates: unknown }

/** The parts of an outline, each as its corners; null for what cannot be drawn corner by corner (holes). */
export function partsOf(outline: Outline | null): LonLat[][] | null {
  if (!outline) return [];
  const polygons = polygonsOf(outline);
  if (!polygons.length || polygons.some((rings) => rings.length !== 1)) return null;
  return polygons.map(([ring = []]) => ring.slice(0, -1).map(([lon, lat]) => [lon, lat]));
}

/** One part is a polygon, several are a multipolygon; a part of less than three corners is none yet. */
export function outlineOf(parts: readonly (readonly LonLat[])[]): Outline | null {
  const rings = parts.filter((corners) => corners.length >= 3).map((corners) => {
    const ring = corners.map(([lon, lat]) => [round(lon), round(lat)]);
    return [...ring, ring[0]];
  });
  if (!rings.length) return null;
  return rings.length === 1 ? { type: 'Polygon', coordinates: rings } : { type: 'MultiPolygon', coordinates: rings.map((ring) => [ring]) };
}

const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6; // ten centimetres

function polygonsOf(outline: Outline): LonLat[][][] {
  if (outline.type === 'Polygon') return [outline.coordinates as LonLat[][]];
  return outline.type === 'MultiPolygon' ? (outline.coordinates as LonLat[][][]) : [];
}

/** Every ring of an outline, for drawing. */
export const ringsOf = (outline: Outline): LonLat[][] => polygonsOf(outline).flat();

/** Whether two sides of a part cross, so that it is said at once and not only when it is saved. */
export function crosses(corners: readonly LonLat[]): boolean {
  const sides = sidesOf(corners);
  return sides.some(([a, b], i) => sides.some(([c, d], j) => j > i + 1 && !(i === 0 && j === sides.length - 1) && meet(a, b, c, d)));
}

/** Whether two parts share ground: that is one part, or two zones. */
export function overlap(one: readonly LonLat[], other: readonly LonLat[]): boolean {
  if (one.length < 3 || other.length < 3) return false;
  const theirs = sidesOf(other);
  return sidesOf(one).some(([a, b]) => theirs.some(([c, d]) => meet(a, b, c, d))) || holds(other, one[0]!) || holds(one, other[0]!);
}

/** Whether a place lies inside a part. */
export function holds(corners: readonly LonLat[], [lon, lat]: LonLat): boolean {
  return sidesOf(corners).filter(([[x1, y1], [x2, y2]]) => y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1).length % 2 === 1;
}

const sidesOf = (corners: readonly LonLat[]): [LonLat, LonLat][] => corners.map((corner, n) => [corner, corners[(n + 1) % corners.length] ?? corner]);

function meet(a: LonLat, b: LonLat, c: LonLat, d: LonLat): boolean {
  const side = (p: LonLat, q: LonLat, r: LonLat): number => Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
}
