/** Zones on the map: all of them to look at, one of them to draw. The form beside it holds the same outline as text. */
import './town';
import './zones.css';
import { createMap, type Box, type LonLat, type MapView } from '../shared/map';
import { onTheme, theme } from '../shared/theme';
import { t } from '../shared/words';
import { cornersOf, crosses, outlineOf, ringsOf, type Outline } from './ring';

interface Known { code: string; name: string; outline: Outline }
interface Config { map_url: string; centre: LonLat; bbox: Box; territory: Outline; zones: Known[]; editing: string | null; outline: Outline | null }

const SVG = 'http://www.w3.org/2000/svg';
const STEP_PX = 8;
const config = JSON.parse(document.getElementById('zones-config')?.textContent ?? 'null') as Config | null;
const place = document.getElementById('zone-map');

if (config && place) void start(config, place);

async function start(given: Config, element: HTMLElement): Promise<void> {
  const map = await createMap(element, { mapUrl: given.map_url, theme: theme(), centre: given.centre, bbox: given.bbox, label: t('Map of the zones') });
  onTheme((changed) => map.setTheme(changed));
  const layer = document.createElementNS(SVG, 'svg');
  layer.setAttribute('class', 'zone-layer');
  element.append(layer);
  const field = document.querySelector<HTMLTextAreaElement>('textarea[name="outline"]');
  const editor = field ? new Editor(map, layer, field, given) : null;
  const draw = (): void => {
    layer.replaceChildren(...backdrop(map, given), ...(editor?.shapes() ?? []));
  };
  map.on('drawn', draw);
  editor?.onChange(draw);
  draw();
}

const path = (map: MapView, rings: readonly (readonly LonLat[])[]): string =>
  rings.filter((ring) => ring.length).map((ring) => `M${ring.map((at) => map.project(at).map((n) => n.toFixed(1)).join(',')).join('L')}Z`).join('');

function shape(kind: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(SVG, kind);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

/** The border, and the zones that are not being drawn, each with its name in the middle. */
function backdrop(map: MapView, given: Config): SVGElement[] {
  const others = given.zones.filter((zone) => zone.code !== given.editing);
  const named = others.map((zone) => {
    const [ring = []] = ringsOf(zone.outline);
    const [x, y] = map.project(middle(ring));
    const label = shape('text', { x, y, class: 'zone-name' });
    label.textContent = zone.name;
    return label;
  });
  return [
    shape('path', { d: path(map, ringsOf(given.territory)), class: 'border' }),
    ...others.map((zone) => shape('path', { d: path(map, ringsOf(zone.outline)), class: 'zone' })),
    ...named,
  ];
}

function middle(ring: readonly LonLat[]): LonLat {
  const sum = ring.reduce<LonLat>(([lon, lat], at) => [lon + at[0], lat + at[1]], [0, 0]);
  return [sum[0] / (ring.length || 1), sum[1] / (ring.length || 1)];
}

/** Click the ground for a new corner; drag a corner, or move it with the arrow keys; Delete takes it away. */
class Editor {
  private corners: LonLat[];
  private readonly locked: boolean;
  private readonly said = document.getElementById('zone-said');
  private changed: () => void = () => undefined;
  private dragged: number | null = null;

  constructor(private readonly map: MapView, private readonly layer: SVGSVGElement, private readonly field: HTMLTextAreaElement, given: Config) {
    const corners = cornersOf(given.outline);
    this.locked = corners === null;
    this.corners = corners ?? [];
    if (given.outline && this.corners.length) this.map.fit(boxOf(this.corners));
    map.pick(!this.locked);
    map.on('point', (at) => { map.setPoint(null); this.insert(at); });
    field.addEventListener('input', () => this.read());
    layer.addEventListener('pointerdown', this.grab);
    addEventListener('pointermove', this.drag);
    addEventListener('pointerup', () => { this.dragged = null; });
    layer.addEventListener('keydown', this.key);
    document.getElementById('zone-undo')?.addEventListener('click', () => { this.corners.pop(); this.tell(); });
    document.getElementById('zone-clear')?.addEventListener('click', () => { this.corners = []; this.tell(); });
    this.comment();
  }

  onChange(heard: () => void): void {
    this.changed = heard;
  }

  shapes(): SVGElement[] {
    if (this.locked) return [];
    const bad = crosses(this.corners);
    const handles = this.corners.map((corner, n) => {
      const [cx, cy] = this.map.project(corner);
      return shape('circle', { cx, cy, r: 9, class: 'corner', tabindex: 0, role: 'button', 'data-n': n, 'aria-label': t('Corner %(n)s: arrow keys move it, Delete takes it away', { n: n + 1 }) });
    });
    return [shape('path', { d: path(this.map, [this.corners]), class: bad ? 'drawn bad' : 'drawn' }), ...handles];
  }

  /** A new corner goes where it makes the way round longest by the least. */
  private insert(at: LonLat): void {
    const cost = (n: number): number => {
      const before = this.corners[n] ?? at;
      const after = this.corners[(n + 1) % this.corners.length] ?? at;
      return far(before, at) + far(at, after) - far(before, after);
    };
    const best = this.corners.length < 3 ? this.corners.length - 1 : this.corners.map((_, n) => n).reduce((a, b) => (cost(b) < cost(a) ? b : a));
    this.corners.splice(best + 1, 0, at);
    this.tell();
  }

  private grab = (event: PointerEvent): void => {
    const n = numberOf(event.target);
    if (n === null) return;
    event.preventDefault();
    event.stopPropagation();
    this.dragged = n;
    (event.target as SVGElement).focus();
  };

  private drag = (event: PointerEvent): void => {
    if (this.dragged === null) return;
    const { left, top } = this.layer.getBoundingClientRect();
    this.corners[this.dragged] = this.map.unproject(event.clientX - left, event.clientY - top);
    this.tell(this.dragged);
  };

  private key = (event: KeyboardEvent): void => {
    const n = numberOf(event.target);
    const corner = n === null ? undefined : this.corners[n];
    if (n === null || !corner) return;
    const step = { ArrowLeft: [-STEP_PX, 0], ArrowRight: [STEP_PX, 0], ArrowUp: [0, -STEP_PX], ArrowDown: [0, STEP_PX] }[event.key];
    if (step) {
      const [x, y] = this.map.project(corner);
      this.corners[n] = this.map.unproject(x + (step[0] ?? 0), y + (step[1] ?? 0));
    } else if (event.key === 'Delete' || event.key === 'Backspace') this.corners.splice(n, 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
    this.tell(Math.min(n, this.corners.length - 1));
  };

  /** What was typed or pasted into the text is drawn. */
  private read(): void {
    try {
      const corners = cornersOf(JSON.parse(this.field.value) as Outline);
      if (corners) this.corners = corners;
    } catch {
      return; // half typed: the server says what is wrong when it is sent
    }
    this.comment();
    this.changed();
  }

  private tell(focus: number | null = null): void {
    const outline = outlineOf(this.corners);
    this.field.value = outline ? JSON.stringify(outline) : '';
    this.comment();
    this.changed();
    if (focus !== null) this.layer.querySelector<SVGElement>(`[data-n="${focus}"]`)?.focus();
  }

  private comment(): void {
    if (!this.said) return;
    if (this.locked) this.said.textContent = t('This zone has several parts: change it as text or with a file.');
    else if (crosses(this.corners)) this.said.textContent = t('The outline crosses itself. Move a corner.');
    else if (this.corners.length < 3) this.said.textContent = t('Click on the map to set at least three corners.');
    else this.said.textContent = t('Drag a corner to move it; click on the map for another one.');
  }
}

const numberOf = (target: EventTarget | null): number | null =>
  target instanceof SVGElement && target.dataset.n !== undefined ? Number(target.dataset.n) : null;

const far = (a: LonLat, b: LonLat): number => Math.hypot((a[0] - b[0]) * Math.cos((a[1] * Math.PI) / 180), a[1] - b[1]);

function boxOf(corners: readonly LonLat[]): Box {
  const lons = corners.map(([lon]) => lon);
  const lats = corners.map(([, lat]) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
