/** The area of an alert on the map: what is chosen by zones, around an address, or drawn corner by corner. */
import './alerts.css';
import { call } from '../shared/api';
import { createMap, type Box, type LonLat, type MapView, type Outline } from '../shared/map';
import { circleAround, ringsOf, type Geometry } from '../shared/map/outlines';
import { onTheme, theme } from '../shared/theme';
import { t } from '../shared/words';

interface Config { map_url: string; centre: LonLat; bbox: Box; outline?: Geometry | null }
interface Place { label: string; lon: number; lat: number }

const LOOK_UP_MS = 400;
const read = <T>(id: string): T | null => {
  const text = document.getElementById(id)?.textContent;
  return text ? (JSON.parse(text) as T) : null;
};
const config = read<Config>('config');
const holder = document.getElementById('area-map');
const form = document.getElementById('alert-form') as HTMLFormElement | null;

async function start(): Promise<void> {
  if (!config || !holder || !config.map_url) return;
  const map = await createMap(holder, { mapUrl: config.map_url, theme: theme(), centre: config.centre, bbox: config.bbox, label: holder.dataset['label'] });
  onTheme((now) => map.setTheme(now));
  if (form) new Drawing(map, form);
  else if (config.outline) {
    const rings = ringsOf(config.outline);
    map.setOutlines([{ rings, tone: 'alert' }]);
    map.fit(boxOf(rings));
  }
}

/** Keeps the map in step with the form; what is drawn goes into its hidden field. */
class Drawing {
  private readonly zones = read<{ code: string; outline: Geometry }[]>('zones') ?? [];
  private readonly ring: HTMLInputElement;
  private corners: LonLat[] = [];
  private circle: LonLat[] = [];
  private drawing = false;
  private asked = '';
  private waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly map: MapView, private readonly page: HTMLFormElement) {
    this.ring = page.elements.namedItem('ring') as HTMLInputElement;
    this.corners = this.ring.value ? (JSON.parse(this.ring.value) as LonLat[]) : [];
    page.querySelector<HTMLElement>('.alert-draw')!.hidden = false;
    page.addEventListener('change', () => this.show());
    page.addEventListener('input', () => this.lookUpSoon());
    this.button('draw').addEventListener('click', () => this.turn(!this.drawing));
    this.button('undo').addEventListener('click', () => this.take(this.corners.slice(0, -1)));
    this.button('wipe').addEventListener('click', () => this.take([]));
    map.on('point', (at) => {
      map.setPoint(null);
      if (this.drawing) this.take([...this.corners, at]);
    });
    this.lookUpSoon();
    this.show();
  }

  private button(id: string): HTMLButtonElement {
    return document.getElementById(id) as HTMLButtonElement;
  }

  private turn(on: boolean): void {
    this.drawing = on;
    this.map.pick(on);
    this.button('draw').setAttribute('aria-pressed', String(on));
    this.button('draw').querySelector('span')!.textContent = on ? t('The drawing is done') : t('Draw on the map');
    this.say();
  }

  private take(corners: LonLat[]): void {
    this.corners = corners;
    this.ring.value = corners.length ? JSON.stringify(corners.map(([lon, lat]) => [Number(lon.toFixed(6)), Number(lat.toFixed(6))])) : '';
    this.show();
    this.say();
  }

  private say(): void {
    this.button('undo').hidden = this.button('wipe').hidden = this.corners.length === 0;
    const missing = 3 - this.corners.length;
    document.getElementById('draw-said')!.textContent = !this.drawing ? '' : missing > 0 ? t('Click the corners of the area, one after the other; at least three.') : t('%(n)s corners. Go on, or say that the drawing is done.', { n: this.corners.length });
  }

  private field(name: string): HTMLInputElement {
    return this.page.elements.namedItem(name) as HTMLInputElement;
  }

  private lookUpSoon(): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => void this.lookUp(), LOOK_UP_MS);
  }

  private async lookUp(): Promise<void> {
    const address = this.field('address').value.trim();
    const radius_m = Number(this.field('radius_m').value);
    const wanted = `${address}/${radius_m}`;
    if (wanted === this.asked) return;
    this.asked = wanted;
    const [place] = address.length > 2 && radius_m > 0 ? await call<Place[]>(`/places/search?q=${encodeURIComponent(address)}`).catch(() => []) : [];
    if (wanted !== this.asked) return;
    this.circle = place ? circleAround([place.lon, place.lat], radius_m) : [];
    this.show();
  }

  private show(): void {
    const chosen = new Set([...this.page.querySelectorAll<HTMLInputElement>('[name=zones]:checked')].map((box) => box.value));
    const whole = this.page.querySelector<HTMLInputElement>('[name=whole]')!.checked;
    const outlines: Outline[] = this.zones.map(({ code, outline }) => ({ rings: ringsOf(outline), tone: whole || chosen.has(code) ? 'alert' : 'quiet' }));
    if (this.circle.length) outlines.push({ rings: [this.circle], tone: 'alert' });
    if (this.corners.length) outlines.push({ rings: [this.corners], tone: 'alert', corners: true });
    this.map.setOutlines(outlines);
  }
}

function boxOf(rings: readonly LonLat[][]): Box {
  const points = rings.flat();
  const lons = points.map(([lon]) => lon);
  const lats = points.map(([, lat]) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

void start();
