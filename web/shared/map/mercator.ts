/** Web Mercator in pixels, enough to gather pins without asking the engine. */

/** World pixel position at a zoom (tiles of 256 px). */
export function worldPixel(lon: number, lat: number, zoom: number): [x: number, y: number] {
  const size = 256 * 2 ** zoom;
  const sine = Math.sin((lat * Math.PI) / 180);
  return [((lon + 180) / 360) * size, (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * size];
}

/** How many metres one pixel covers. */
export const metresPerPixel = (lat: number, zoom: number): number =>
  (40_075_016.7 * Math.cos((lat * Math.PI) / 180)) / (256 * 2 ** zoom);
