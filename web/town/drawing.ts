/** Drawing a zone: click the ground for a new corner; drag a corner, or move it with the arrow keys; Delete takes it away. */
import type { Box, LonLat, MapView } from '../shared/map';
import { t } from '../shared/words';
import { crosses, holds, outlineOf, overlap, partsOf, type Outline } from './ring';
import { middle, path, shape } from './shapes';

const STEP_PX = 8;
const MOST_UNDONE = 100;
const APART_PX = 20; // handles nearer than this cannot be told apart; zooming in shows them

/** A zone may have several parts; one of them is worked on, the others are looked at. */
export class Editor {
  private parts: LonLat[][];
  private at = 0;
  private readonly locked: boolean;
  private readonly said = document.getElementById('zone-said');
  private readonly list = document.getElementById('zone-parts');
  private readonly past: LonLat[][][] = [];
  private changed: () => void = () => undefined;
  private dragged: number | null = null;
  private moving: number | null = null;

  constructor(private readonly map: MapView, private readonly layer: SVGSVGElement, private readonly field: HTMLTextAreaElement, outline: Outline | null) {
    const parts = partsOf(outline);
    this.locked = parts === null;
    this.parts = parts?.length ? parts : [[]];
    if (this.parts.some((corners) => corners.length)) map.fit(boxOf(this.parts.flat()));
    map.pick(!this.locked);
    map.on('point', (where) => { map.setPoint(null); this.touch(where); });
    field.addEventListener('input', () => this.read());
    layer.addEventListener('pointerdown', this.grab);
    addEventListener('pointermove', this.drag);
    addEventListener('pointerup', () => { this.dragged = null; });
    layer.addEventListener('keydown', this.key);
    this.on('zone-undo', () => this.undo());
    this.on('zone-clear', () => this.change(() => { this.parts = [[]]; this.at = 0; }));
    this.on('zone-add', () => this.change(() => { this.at = this.parts.push([]) - 1; }));
    this.on('zone-drop', () => this.change(() => { this.parts.splice(this.at, 1); this.at = 0; }));
    this.comment();
  }

  onChange(heard: () => void): void {
    this.changed = heard;
  }

  shapes(): SVGElement[] {
    if (this.locked) return [];
    const bad = new Set(this.bad());
    const outlines = this.parts.map((corners, n) => shape('path', { d: path(this.map, [corners]), class: `drawn${n === this.at ? '' : ' resting'}${bad.has(n) ? ' bad' : ''}` }));
    const handles = this.within().map(([n, cx, cy]) =>
      shape('circle', { cx, cy, r: 9, class: 'corner', tabindex: 0, role: 'button', 'data-n': n, 'aria-label': t('Corner %(n)s: arrow keys move it, Delete takes it away', { n: n + 1 }) }),
    );
    return [...outlines, ...this.numbers(), ...handles];
  }

  /** The corners of which a handle is shown, with where: not two on one spot, and always the one that is being moved. */
  private within(): [number, number, number][] {
    const shown: [number, number, number][] = [];
    this.corners.forEach((corner, n) => {
      const [x, y] = this.map.project(corner);
      const isFree = n === this.moving || shown.every(([m, otherX, otherY]) => m === this.moving || Math.hypot(x - otherX, y - otherY) >= APART_PX);
      if (isFree) shown.push([n, x, y]);
    });
    return shown;
  }

  /** Each part's number in its middle, as the buttons name it. */
  private numbers(): SVGElement[] {
    if (this.parts.length < 2) return [];
    return this.parts.flatMap((corners, n) => {
      if (corners.length < 3) return [];
      const [x, y] = this.map.project(middle(corners));
      const label = shape('text', { x, y, class: 'zone-name' });
      label.textContent = String(n + 1);
      return [label];
    });
  }

  private get corners(): LonLat[] {
    return this.parts[this.at] ?? [];
  }

  private bad(): number[] {
    return this.parts.flatMap((corners, n) => (crosses(corners) || this.parts.some((other, m) => m !== n && overlap(corners, other)) ? [n] : []));
  }

  private on(id: string, act: () => void): void {
    document.getElementById(id)?.addEventListener('click', act);
  }

  private remember(): void {
    this.past.push(this.parts.map((corners) => [...corners]));
    if (this.past.length > MOST_UNDONE) this.past.shift();
  }

  private change(act: () => void, focus: number | null = null): void {
    this.remember();
    act();
    this.tell(focus);
  }

  private undo(): void {
    const before = this.past.pop();
    if (!before) return;
    this.parts = before;
    this.at = Math.min(this.at, before.length - 1);
    this.tell();
  }

  /** A click inside a part that is not being worked on takes it up; anywhere else it is a new corner. */
  private touch(where: LonLat): void {
    const other = this.parts.findIndex((corners, n) => n !== this.at && corners.length >= 3 && holds(corners, where));
    if (other >= 0) this.choose(other);
    else this.change(() => this.insert(where));
  }

  private choose(part: number): void {
    this.at = part;
    this.comment();
    this.changed();
  }

  /** A new corner goes where it makes the way round longest by the least. */
  private insert(where: LonLat): void {
    const { corners } = this;
    const cost = (n: number): number => {
      const before = corners[n] ?? where;
      const after = corners[(n + 1) % corners.length] ?? where;
      return far(before, where) + far(where, after) - far(before, after);
    };
    const best = corners.length < 3 ? corners.length - 1 : corners.map((_, n) => n).reduce((a, b) => (cost(b) < cost(a) ? b : a));
    corners.splice(best + 1, 0, where);
  }

  private grab = (event: PointerEvent): void => {
    const n = numberOf(event.target);
    if (n === null) return;
    event.preventDefault();
    event.stopPropagation();
    this.remember();
    this.dragged = this.moving = n;
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
    if (!step && event.key !== 'Delete' && event.key !== 'Backspace') return;
    event.preventDefault();
    event.stopPropagation();
    this.change(() => {
      const [x, y] = this.map.project(corner);
      if (step) this.corners[n] = this.map.unproject(x + (step[0] ?? 0), y + (step[1] ?? 0));
      else this.corners.splice(n, 1);
    }, Math.min(n, this.corners.length - (step ? 1 : 2)));
  };

  /** What was typed or pasted into the text is drawn. */
  private read(): void {
    try {
      const parts = partsOf(JSON.parse(this.field.value) as Outline);
      if (parts?.length) this.parts = parts;
      this.at = Math.min(this.at, this.parts.length - 1);
    } catch {
      return; // half typed: the server says what is wrong when it is sent
    }
    this.comment();
    this.changed();
  }

  private tell(focus: number | null = null): void {
    this.moving = focus;
    const outline = outlineOf(this.parts);
    this.field.value = outline ? JSON.stringify(outline) : '';
    this.comment();
    this.changed();
    if (focus !== null) this.layer.querySelector<SVGElement>(`[data-n="${focus}"]`)?.focus();
  }

  private comment(): void {
    this.offer();
    if (!this.said) return;
    if (this.locked) this.said.textContent = t('This zone has a hole in it: change it as text or with a file.');
    else if (this.parts.some(crosses)) this.said.textContent = t('The outline crosses itself. Move a corner.');
    else if (this.bad().length) this.said.textContent = t('Two parts share ground. Move a corner, or make them one part.');
    else if (this.corners.length < 3) this.said.textContent = this.parts.length > 1 ? t('Click on the map to set at least three corners of part %(n)s; until then it is not saved.', { n: this.at + 1 }) : t('Click on the map to set at least three corners.');
    else this.said.textContent = t('Drag a corner to move it; click on the map for another one.') + (this.isDense ? ` ${t('Zoom in to see every corner.')}` : '');
  }

  /** Whether corners lie so near each other that not all of them have a handle now. */
  private get isDense(): boolean {
    return this.within().length < this.corners.length;
  }

  /** A button for each part, and those that add one or take one away where that can be. */
  private offer(): void {
    const several = this.parts.length > 1;
    this.toggle('zone-undo', !this.locked, this.past.length === 0);
    this.toggle('zone-clear', !this.locked, this.parts.every((corners) => !corners.length));
    this.toggle('zone-add', !this.locked, this.parts.some((corners) => corners.length < 3));
    this.toggle('zone-drop', several, false);
    this.list?.replaceChildren(...(several ? this.parts.map((_, n) => this.button(n)) : []));
  }

  private toggle(id: string, shown: boolean, disabled: boolean): void {
    const button = document.getElementById(id) as HTMLButtonElement | null;
    if (!button) return;
    button.hidden = !shown;
    button.disabled = disabled;
  }

  private button(n: number): HTMLButtonElement {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = 'button compact';
    made.textContent = t('Part %(n)s', { n: n + 1 });
    made.setAttribute('aria-pressed', String(n === this.at));
    made.addEventListener('click', () => {
      this.choose(n);
      this.list?.querySelectorAll('button')[n]?.focus();
    });
    return made;
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
