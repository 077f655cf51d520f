/** Our own layer above any engine: pins, clusters, units and the point to place, redrawn at most once a frame. */
import { t } from '../words';
import type { Theme } from '../theme';
import { gather, type Cluster } from './clusters';
import { drawCluster, drawPin, drawUnit } from './marks';
import { PALETTES } from './palette';
import { PointHandle } from './point';
import type { Box, Ground, LonLat, MapEvents, MapOptions, MapView, Pin, UnitPin } from './types';

interface Target { x: number; y: number; r: number; pin?: string; unit?: string; cluster?: Cluster }

const calm = matchMedia('(prefers-reduced-motion: reduce)');
const EDGE_PX = 40;
const BESIDE_PX = 27;
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
    this.drawPins(to, seen);
    this.drawUnits(to, seen);
    this.drawSelected(to, seen);
    this.point.follow();
  }

  private drawPins(to: CanvasRenderingContext2D, seen: (x: number, y: number) => boolean): void {
    const zoom = this.ground.zoom();
    const level = Math.floor(zoom * 2 + 0.5) / 2;
    if (!this.clusters || level !== this.gatheredAt) {
      this.clusters = gather(this.selected ? this.pins.filter((pin) => pin.id !== this.selected) : this.pins, level);
      this.clusters.sort((a, b) => b.priority - a.priority); // the urgent ones on top
      this.gatheredAt = level;
    }
    const palette = PALETTES[this.theme];
    for (const cluster of this.clusters) {
      const [x, y] = this.ground.project([cluster.lon, cluster.lat]);
      if (!seen(x, y)) continue;
      const [only] = cluster.pins;
      if (only && cluster.pins.length === 1) {
        drawPin(to, only, x, y, palette, false);
        this.targets.push({ x, y, r: 18, pin: only.id });
      } else this.targets.push({ x, y, r: drawCluster(to, cluster, x, y, palette) + 4, cluster });
    }
  }

  private drawUnits(to: CanvasRenderingContext2D, seen: (x: number, y: number) => boolean): void {
    for (const unit of this.units) {
      const [x, y] = this.ground.project([unit.lon, unit.lat]);
      if (!seen(x, y)) continue;
      const below = unit.state === 'on_scene' ? BESIDE_PX : 0; // it stands where the incident is, and must not hide it
      drawUnit(to, unit, x, y + below, PALETTES[this.theme]);
      this.targets.push({ x, y: y + below, r: 16, unit: unit.id });
    }
  }

  private drawSelected(to: CanvasRenderingContext2D, seen: (x: number, y: number) => boolean): void {
    const pin = this.selected === null ? undefined : this.pins.find((one) => one.id === this.selected);
    if (!pin) return;
    const [x, y] = this.ground.project([pin.lon, pin.lat]);
    if (!seen(x, y)) return;
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
  }
}
