/** The point a person places: a real button above the map, moved by finger, mouse or arrow keys. */
import { metresPerPixel } from './mercator';
import type { Ground, LonLat } from './types';

const STEP_PX: Record<string, [number, number]> = { ArrowLeft: [-4, 0], ArrowRight: [4, 0], ArrowUp: [0, -4], ArrowDown: [0, 4] };

export class PointHandle {
  private at: LonLat | null = null;
  private accuracy_m: number | null = null;
  private readonly handle = document.createElement('button');
  private readonly circle = document.createElement('div');

  constructor(private readonly ground: Ground, label: string, private readonly moved: (at: LonLat) => void) {
    this.circle.className = 'map-accuracy';
    this.handle.className = 'map-point';
    this.handle.type = 'button';
    this.handle.setAttribute('aria-label', label);
    this.handle.innerHTML =
      '<svg viewBox="0 0 36 46" width="36" height="46" aria-hidden="true"><path d="M18 45S3 30 3 17.500a15 15 0 0 1 30 0C33 30 18 45 18 45" /><circle cx="18" cy="17.500" r="5.500" /></svg>';
    this.handle.hidden = this.circle.hidden = true;
    ground.stage.append(this.circle, this.handle);
    this.handle.addEventListener('pointerdown', (event) => this.grab(event));
    this.handle.addEventListener('keydown', (event) => this.nudge(event));
    // The engine below would take these for its own dragging and zooming.
    for (const name of ['mousedown', 'touchstart', 'click', 'dblclick']) this.handle.addEventListener(name, (event) => event.stopPropagation());
  }

  place(at: LonLat | null, accuracy_m: number | null): void {
    this.at = at;
    this.accuracy_m = accuracy_m;
    this.follow();
  }

  /** Puts the handle where the map now shows its place. */
  follow(): void {
    this.handle.hidden = this.at === null;
    this.circle.hidden = this.at === null || !this.accuracy_m;
    if (!this.at) return;
    const [x, y] = this.ground.project(this.at);
    this.handle.style.transform = `translate(${x - 18}px, ${y - 45}px)`;
    if (!this.accuracy_m) return;
    const r = this.accuracy_m / metresPerPixel(this.at[1], this.ground.zoom());
    this.circle.style.width = this.circle.style.height = `${r * 2}px`;
    this.circle.style.transform = `translate(${x - r}px, ${y - r}px)`;
  }

  private grab(event: PointerEvent): void {
    event.preventDefault();
    event.stopPropagation();
    this.handle.focus();
    if (!this.at) return;
    const [x0, y0] = this.ground.project(this.at);
    const { clientX, clientY, pointerId } = event;
    this.handle.setPointerCapture(pointerId);
    const drag = (move: PointerEvent) => this.move(x0 + move.clientX - clientX, y0 + move.clientY - clientY);
    const drop = () => {
      this.handle.removeEventListener('pointermove', drag);
      if (this.at) this.moved(this.at);
    };
    this.handle.addEventListener('pointermove', drag);
    this.handle.addEventListener('pointerup', drop, { once: true });
    this.handle.addEventListener('pointercancel', drop, { once: true });
  }

  private nudge(event: KeyboardEvent): void {
    const step = STEP_PX[event.key];
    if (!step || !this.at) return;
    event.preventDefault();
    event.stopPropagation();
    const times = event.shiftKey ? 8 : 1;
    const [x, y] = this.ground.project(this.at);
    this.move(x + step[0] * times, y + step[1] * times);
    this.moved(this.at);
  }

  private move(x: number, y: number): void {
    this.place(this.ground.unproject(x, y), null);
  }
}
