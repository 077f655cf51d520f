/** A zone's outline while it is drawn: corners in order, the last joined to the first. */
import type { LonLat } from '../shared/map';

export interface Outline { type: string; coordinates: unknown }

/** The corners of a polygon; null for what cannot be drawn corner by corner (several parts, holes). */
export function cornersOf(outline: Outline | null): LonLat[] | null {
  if (!outline) return [];
  const rings = outline.type === 'Polygon' ? (outline.coordinates as LonLat[][]) : outline.type === 'MultiPolygon' ? (outline.coordinates as LonLat[][][]).flat() : [];
  const [ring] = rings;
  if (!ring || rings.length !== 1) return null;
  return ring.slice(0, -1).map(([lon, lat]) => [lon, lat]);
}

export function outlineOf(corners: readonly LonLat[]): Outline | null {
  if (corners.length < 3) return null;
  const ring = corners.map(([lon, lat]) => [round(lon), round(lat)]);
  return { type: 'Polygon', coordinates: [[...ring, ring[0]]] };
}

const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6; // ten centimetres

/** Every ring of an outline, for drawing. */
export function ringsOf(outline: Outline): LonLat[][] {
  if (outline.type === 'Polygon') return outline.coordinates as LonLat[][];
  return outline.type === 'MultiPolygon' ? (outline.coordinates as LonLat[][][]).flat() : [];
}

/** Whether two sides of the outline cross, so that it is said at once and not only when it is saved. */
export function crosses(corners: readonly LonLat[]): boolean {
  const sides = corners.map((corner, n): [LonLat, LonLat] => [corner, corners[(n + 1) % corners.length] ?? corner]);
  return sides.some(([a, b], i) => sides.some(([c, d], j) => j > i + 1 && !(i === 0 && j === sides.length - 1) && meet(a, b, c, d)));
}

function meet(a: LonLat, b: LonLat, c: LonLat, d: LonLat): boolean {
  const side = (p: LonLat, q: LonLat, r: LonLat): number => Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
}
