/** Draws counts of areas: one path for each colour, so that thousands of hexagons cost a few fills. */
import type { Palette } from './palette';
import type { Heat, HexHeat, LonLat } from './types';

type Project = (at: LonLat) => [number, number];

const SEE_THROUGH = 0.74; // streets must stay readable below
const OVERLAP = 1.035; // cells are not all quite of one shape: no seams between them

export function drawHeat(to: CanvasRenderingContext2D, heat: Heat, project: Project, seen: (x: number, y: number) => boolean, palette: Palette): void {
  to.save();
  if (heat.kind === 'raster') {
    const [west, south, east, north] = heat.box;
    const [left, top] = project([west, north]);
    const [right, bottom] = project([east, south]);
    to.imageSmoothingEnabled = true;
    to.imageSmoothingQuality = 'high';
    to.drawImage(heat.image, left, top, right - left, bottom - top);
  } else drawHexagons(to, heat, project, seen, palette);
  to.restore();
}

function drawHexagons(to: CanvasRenderingContext2D, heat: HexHeat, project: Project, seen: (x: number, y: number) => boolean, palette: Palette): void {
  const [first] = heat.cells;
  if (!first || !heat.corners.length) return;
  // All cells have one shape on the screen: its corners are asked for once, each cell only for its centre.
  const [x0, y0] = project([first.lon, first.lat]);
  const corners = heat.corners.map(([lon, lat]) => project([first.lon + lon, first.lat + lat])).map(([x, y]) => [(x - x0) * OVERLAP, (y - y0) * OVERLAP] as const);
  const reach = Math.max(...corners.map(([x, y]) => Math.hypot(x, y)));
  const paths = heat.colours.map(() => new Path2D());
  let chosen: Path2D | null = null;
  heat.cells.forEach((cell, n) => {
    const [x, y] = project([cell.lon, cell.lat]);
    if (!seen(x - reach, y - reach) && !seen(x + reach, y + reach) && !seen(x, y)) return;
    trace(paths[cell.step]!, corners, x, y);
    if (n === heat.chosen) trace((chosen = new Path2D()), corners, x, y);
  });
  to.globalAlpha = SEE_THROUGH;
  paths.forEach((path, step) => {
    to.fillStyle = heat.colours[step]!;
    to.fill(path);
  });
  to.globalAlpha = 1;
  if (chosen) {
    to.lineWidth = 3;
    to.strokeStyle = palette.ink;
    to.stroke(chosen);
  }
}

function trace(path: Path2D, corners: readonly (readonly [number, number])[], x: number, y: number): void {
  corners.forEach(([dx, dy], n) => (n ? path.lineTo(x + dx, y + dy) : path.moveTo(x + dx, y + dy)));
  path.closePath();
}
