/** Our own layer above any engine: pins, clusters, units and the point to place, redrawn at most once a frame. */
import { t } from '../words';
import type { Theme } from '../theme';
import { gather, type Cluster } from './clusters';
import { clusterRadius, drawCluster, drawPin, drawStem, drawUnit, unitWidth } from './marks';
import { drawHeat } from './heat';
import { drawOutline } from './outlines';
import { PALETTES } from './palette';
import { PointHandle } from './point';
import { beside, type Disc } from './room';
import type { Box, Ground, Heat, LonLat, MapEvents, MapOptions, MapView, Outline, Pin, UnitPin } from './types';

interface Target { x: number; y: number; r: number; pin?: string; unit?: string; cluster?: Cluster }
/** A mark for incidents at its place on the screen. */
interface Mark extends Disc { cluster: Cluster }

const calm = matchMedia('(prefers-reduced-motion: reduce)');
const EDGE_PX = 40;
const PIN_PX = 16;
const SELECTED_PX = 27;
const NEWS_MS = 100;

/** A whole `MapView` from an engine that only draws streets. */
export class Overlay implements MapView {
  readonly engine: 'gl' | 'lite';
  private readonly canvas = document.createElement('canvas');
  private readonly listeners = new Map<keyof MapEvents, Set<(value: never) => void>>();
  private readonly point: PointHandle;
  private readonly size: ResizeObserver;
  private pins: readonly Pin[] = [];
  private units: readonly UnitPin[] = [];
  private outlines: readonly Outline[] = [];
  private heat: Heat | null = null;
  private clusters: Cluster[] | null = null;
  private gatheredAt = Number.NaN;
  private selected: string | null = null;
  private picking = false;
  private targets: Target[] = [];
  private frame = 0;
  private soon: ReturnType<typeof setTimeout> | undefined;
  private theme: Theme;

  constructor(private readonly ground: Ground, options: MapOptions) {
    this.engine = ground.engine;
    this.theme = options.theme;
    this.canvas.className = 'map-marks';
    this.canvas.setAttribute('aria-hidden', 'true');
    ground.stage.append(this.canvas);
    this.point = new PointHandle(ground, t('Place of the incident. Move it with the arrow keys.'), (at) => this.tell('point', at));
    this.size = new ResizeObserver(() => this.redraw());
    this.size.observe(ground.stage);
    ground.stage.addEventListener('pointermove', this.hover);
    ground.listen({
      moved: () => this.draw(),
      rested: () => this.tell('rest', ground.centre()),
      touched: () => this.tell('touch', undefined),
      ready: () => { this.redraw(); this.tell('ready', undefined); },
      clicked: (x, y) => this.click(x, y),
    });
    this.redraw();
  }

  setPins(pins: readonly Pin[]): void {
    this.pins = pins;
    this.clusters = null;
    this.redrawSoon();
  }

  setUnits(units: readonly UnitPin[]): void {
    this.units = units;
    this.redrawSoon();
  }

  setOutlines(outlines: readonly Outline[]): void {
    this.outlines = outlines;
    this.redraw();
  }

  setHeat(heat: Heat | null): void {
    this.heat = heat;
    this.redraw();
  }

  zoom(): number {
    return this.ground.zoom();
  }

  select(id: string | null): void {
    if (id === this.selected) return;
    this.selected = id;
    this.clusters = null;
    this.redraw();
  }

  setPoint(point: LonLat | null, accuracy_m: number | null = null): void {
    this.point.place(point, accuracy_m);
  }

  pick(on: boolean): void {
    this.picking = on;
    this.ground.stage.style.cursor = on ? 'crosshair' : '';
  }

  flyTo(to: LonLat, zoom?: number): void {
    this.ground.flyTo(to, zoom, calm.matches);
  }

  fit(box: Box): void {
    this.ground.fit(box);
  }

  centre(): LonLat {
    return this.ground.centre();
  }

  project(at: LonLat): [x: number, y: number] {
    return this.ground.project(at);
  }

  unproject(x: number, y: number): LonLat {
    return this.ground.unproject(x, y);
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.ground.setTheme(theme);
    this.redraw();
  }

  on<Name extends keyof MapEvents>(name: Name, heard: (value: MapEvents[Name]) => void): () => void {
    const set = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, set);
    set.add(heard as (value: never) => void);
    return () => set.delete(heard as (value: never) => void);
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.soon);
    this.size.disconnect();
    this.ground.destroy();
  }

  private tell<Name extends keyof MapEvents>(name: Name, value: MapEvents[Name]): void {
    this.listeners.get(name)?.forEach((heard) => (heard as (value: MapEvents[Name]) => void)(value));
  }

  private redraw(): void {
    this.frame ||= requestAnimationFrame(() => this.draw());
  }

  /** News from outside may wait a little: the queue beside the map is painted first. */
  private redrawSoon(): void {
    this.soon ??= setTimeout(() => this.redraw(), NEWS_MS);
  }

  private draw(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.soon);
    this.soon = undefined;
    this.frame = 0;
    const { clientWidth: width, clientHeight: height } = this.ground.stage;
    const density = Math.min(devicePixelRatio || 1, 2);
    if (this.canvas.width !== Math.round(width * density) || this.canvas.height !== Math.round(height * density)) {
      this.canvas.width = Math.round(width * density);
      this.canvas.height = Math.round(height * density);
    }
    const to = this.canvas.getContext('2d');
    if (!to) return;
    to.setTransform(density, 0, 0, density, 0, 0);
    to.clearRect(0, 0, width, height);
    this.targets = [];
    const seen = (x: number, y: number) => x > -EDGE_PX && y > -EDGE_PX && x < width + EDGE_PX && y < height + EDGE_PX;
    if (this.heat) drawHeat(to, this.heat, (at) => this.ground.project(at), seen, PALETTES[this.theme]);
    for (const outline of this.outlines) drawOutline(to, outline, (at) => this.ground.project(at), PALETTES[this.theme]);
    const marks = this.marks(seen);
    const selected = this.selectedAt(seen);
    this.drawUnits(to, seen, selected ? [...marks, selected] : marks); // below the incidents, and beside them where there is room
    this.drawPins(to, marks);
    this.drawSelected(to, selected);
    this.point.follow();
    this.tell('drawn', undefined);
  }

  private marks(seen: (x: number, y: number) => boolean): Mark[] {
    const zoom = this.ground.zoom();
    const level = Math.floor(zoom * 2 + 0.5) / 2;
    if (!this.clusters || level !== this.gatheredAt) {
      this.clusters = gather(this.selected ? this.pins.filter((pin) => pin.id !== this.selected) : this.pins, level);
      this.clusters.sort((a, b) => b.priority - a.priority); // the urgent ones on top
      this.gatheredAt = level;
    }
    return this.clusters.flatMap((cluster) => {
      const [x, y] = this.ground.project([cluster.lon, cluster.lat]);
      return seen(x, y) ? [{ x, y, r: cluster.pins.length === 1 ? PIN_PX : clusterRadius(cluster), cluster }] : [];
    });
  }

  private drawPins(to: CanvasRenderingContext2D, marks: readonly Mark[]): void {
    const palette = PALETTES[this.theme];
    for (const { x, y, r, cluster } of marks) {
      const [only] = cluster.pins;
      if (only && cluster.pins.length === 1) {
        drawPin(to, only, x, y, palette, false);
        this.targets.push({ x, y, r: 18, pin: only.id });
      } else {
        drawCluster(to, cluster, x, y, palette);
        this.targets.push({ x, y, r: r + 4, cluster });
      }
    }
  }

  /** A unit that stands where an incident is must not hide it: its plate moves aside, and a stem says where it stands. */
  private drawUnits(to: CanvasRenderingContext2D, seen: (x: number, y: number) => boolean, incidents: readonly Disc[]): void {
    const palette = PALETTES[this.theme];
    for (const unit of this.units) {
      const [x, y] = this.ground.project([unit.lon, unit.lat]);
      if (!seen(x, y)) continue;
      const [left, top] = beside(x, y, unitWidth(to, unit), incidents);
      if (left !== x || top !== y) drawStem(to, unit, [x, y], [left, top], palette);
      drawUnit(to, unit, left, top, palette);
      this.targets.push({ x: left, y: top, r: 16, unit: unit.id });
    }
  }

  private selectedAt(seen: (x: number, y: number) => boolean): (Disc & { pin: Pin }) | null {
    const pin = this.selected === null ? undefined : this.pins.find((one) => one.id === this.selected);
    if (!pin) return null;
    const [x, y] = this.ground.project([pin.lon, pin.lat]);
    return seen(x, y) ? { x, y, r: SELECTED_PX, pin } : null;
  }

  private drawSelected(to: CanvasRenderingContext2D, selected: (Disc & { pin: Pin }) | null): void {
    if (!selected) return;
    const { x, y, pin } = selected;
    drawPin(to, pin, x, y, PALETTES[this.theme], true);
    this.targets.push({ x, y, r: 24, pin: pin.id });
  }

  private at(x: number, y: number): Target | undefined {
    return this.targets.findLast((target) => (target.x - x) ** 2 + (target.y - y) ** 2 <= target.r ** 2);
  }

  private hover = (event: PointerEvent): void => {
    if (this.picking || event.buttons) return;
    const { left, top } = this.ground.stage.getBoundingClientRect();
    this.ground.stage.style.cursor = this.at(event.clientX - left, event.clientY - top) ? 'pointer' : '';
  };

  private click(x: number, y: number): void {
    if (this.picking) {
      const at = this.ground.unproject(x, y);
      this.point.place(at, null);
      this.tell('point', at);
      return;
    }
    const target = this.at(x, y);
    if (target?.pin) this.tell('pin', target.pin);
    else if (target?.unit) this.tell('unit', target.unit);
    else if (target?.cluster) this.ground.flyTo([target.cluster.lon, target.cluster.lat], this.ground.zoom() + 1.6, calm.matches);
    else this.tell('ground', this.ground.unproject(x, y));
  }
}
