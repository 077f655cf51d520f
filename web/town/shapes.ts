/** SVG over the map: outlines, and names that do not lie over each other. */
import type { LonLat, MapView } from '../shared/map';

const SVG = 'http://www.w3.org/2000/svg';
const LINE_PX = 16;
const LETTER_PX = 7;

export const path = (map: MapView, rings: readonly (readonly LonLat[])[]): string =>
  rings.filter((ring) => ring.length).map((ring) => `M${ring.map((at) => map.project(at).map((n) => n.toFixed(1)).join(',')).join('L')}Z`).join('');

export function shape(kind: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(SVG, kind);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

export function middle(ring: readonly LonLat[]): LonLat {
  const sum = ring.reduce<LonLat>(([lon, lat], at) => [lon + at[0], lat + at[1]], [0, 0]);
  return [sum[0] / (ring.length || 1), sum[1] / (ring.length || 1)];
}

/** Names in the middle of their rings; one that would lie over an earlier one is left out until there is room. */
export function names(map: MapView, named: readonly { name: string; ring: readonly LonLat[] }[]): SVGElement[] {
  const taken: [number, number, number][] = [];
  return named.flatMap(({ name, ring }) => {
    const [x, y] = map.project(middle(ring));
    const half = (name.length * LETTER_PX) / 2;
    if (taken.some(([otherX, otherY, otherHalf]) => Math.abs(x - otherX) < half + otherHalf && Math.abs(y - otherY) < LINE_PX)) return [];
    taken.push([x, y, half]);
    const label = shape('text', { x, y, class: 'zone-name' });
    label.textContent = name;
    return [label];
  });
}
