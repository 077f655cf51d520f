/** Zones on the map: all of them to look at, one of them to draw. The form beside it holds the same outline as text. */
import './town';
import './zones.css';
import { createMap, type Box, type LonLat, type MapView } from '../shared/map';
import { onTheme, theme } from '../shared/theme';
import { t } from '../shared/words';
import { Editor } from './drawing';
import { ringsOf, type Outline } from './ring';
import { names, path, shape } from './shapes';

interface Known { code: string; name: string; outline: Outline }
interface Config { map_url: string; centre: LonLat; bbox: Box; territory: Outline; zones: Known[]; editing: string | null; outline: Outline | null }

const config = JSON.parse(document.getElementById('zones-config')?.textContent ?? 'null') as Config | null;
const place = document.getElementById('zone-map');

if (config && place) void start(config, place);

async function start(given: Config, element: HTMLElement): Promise<void> {
  const map = await createMap(element, { mapUrl: given.map_url, theme: theme(), centre: given.centre, bbox: given.bbox, label: t('Map of the zones') });
  onTheme((changed) => map.setTheme(changed));
  const layer = shape('svg', { class: 'zone-layer' }) as SVGSVGElement;
  element.append(layer);
  const field = document.querySelector<HTMLTextAreaElement>('textarea[name="outline"]');
  const editor = field ? new Editor(map, layer, field, written(field) ?? given.outline) : null;
  const draw = (): void => {
    layer.replaceChildren(...backdrop(map, given), ...(editor?.shapes() ?? []));
  };
  map.on('drawn', draw);
  editor?.onChange(draw);
  draw();
}

/** What the form holds: what was drawn before the server refused it is still there. */
function written(field: HTMLTextAreaElement): Outline | null {
  try {
    return JSON.parse(field.value) as Outline;
  } catch {
    return null;
  }
}

/** The border, and the zones that are not being drawn, each with its name in the middle of its largest part. */
function backdrop(map: MapView, given: Config): SVGElement[] {
  const others = given.zones.filter((zone) => zone.code !== given.editing);
  return [
    shape('path', { d: path(map, ringsOf(given.territory)), class: 'border' }),
    ...others.map((zone) => shape('path', { d: path(map, ringsOf(zone.outline)), class: 'zone' })),
    ...names(map, others.map((zone) => ({ name: zone.name, ring: largest(ringsOf(zone.outline)) }))),
  ];
}

const largest = (rings: readonly LonLat[][]): LonLat[] => rings.reduce<LonLat[]>((best, ring) => (Math.abs(areaOf(ring)) > Math.abs(areaOf(best)) ? ring : best), rings[0] ?? []);

const areaOf = (ring: readonly LonLat[]): number =>
  ring.reduce((sum, [lon, lat], n) => { const [nextLon, nextLat] = ring[(n + 1) % ring.length] ?? [lon, lat]; return sum + lon * nextLat - nextLon * lat; }, 0);
