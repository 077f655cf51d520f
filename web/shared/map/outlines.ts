/** Areas on the map, below the pins: the outline of an alert, of a zone, or of what is being drawn. */
import type { Palette } from './palette';
import type { LonLat, Outline } from './types';

export type Geometry =
  | { type: 'Polygon'; coordinates: LonLat[][] }
  | { type: 'MultiPolygon'; coordinates: LonLat[][][] }
  | { type: 'GeometryCollection'; geometries: Geometry[] };

const M_PER_DEGREE = 111_195;
const CORNERS = 48;
const CORNER_PX = 5;

/** The rings of a GeoJSON geometry; other shapes than areas have none. */
export function ringsOf(geometry: Geometry | null | undefined): LonLat[][] {
  if (geometry?.type === 'Polygon') return geometry.coordinates;
  if (geometry?.type === 'MultiPolygon') return geometry.coordinates.flat();
  if (geometry?.type === 'GeometryCollection') return geometry.geometries.flatMap(ringsOf);
  return [];
}

export function circleAround([lon, lat]: LonLat, radius_m: number): LonLat[] {
  const north = radius_m / M_PER_DEGREE;
  const east = north / Math.cos((lat * Math.PI) / 180);
  return Array.from({ length: CORNERS }, (_, n) => {
    const turn = (2 * Math.PI * n) / CORNERS;
    return [lon + east * Math.cos(turn), lat + north * Math.sin(turn)];
  });
}

export function drawOutline(to: CanvasRenderingContext2D, outline: Outline, project: (at: LonLat) => [number, number], palette: Palette): void {
  const tone = outline.tone === 'alert' ? palette.priority[1]! : palette.border;
  const rings = outline.rings.map((ring) => ring.map(project));
  to.save();
  to.beginPath();
  for (const ring of rings) {
    ring.forEach(([x, y], n) => (n ? to.lineTo(x, y) : to.moveTo(x, y)));
    to.closePath();
  }
  to.fillStyle = tone;
  to.globalAlpha = outline.tone === 'alert' ? 0.16 : 0;
  to.fill('evenodd');
  to.globalAlpha = 1;
  to.strokeStyle = tone;
  to.lineWidth = outline.tone === 'alert' ? 3 : 1;
  to.setLineDash(outline.tone === 'alert' ? [10, 4] : []);
  to.stroke();
  to.setLineDash([]);
  if (outline.corners) rings.flat().forEach(([x, y]) => corner(to, x, y, tone, palette.paper));
  to.restore();
}

function corner(to: CanvasRenderingContext2D, x: number, y: number, tone: string, paper: string): void {
  to.beginPath();
  to.arc(x, y, CORNER_PX, 0, 2 * Math.PI);
  to.fillStyle = paper;
  to.fill();
  to.strokeStyle = tone;
  to.lineWidth = 2;
  to.stroke();
}
