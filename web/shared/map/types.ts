/** What pages know about maps: pins, units, one point to place. Which engine draws the streets is not their business. */
import type { Theme } from '../theme';

export type LonLat = [lon: number, lat: number];
export type Box = [west: number, south: number, east: number, north: number];
export type Priority = 1 | 2 | 3 | 4;

export interface Pin {
  id: string;
  lon: number;
  lat: number;
  priority: number;
  stage: string;
  icon: string;
  /** A letter instead of the icon, in a colour of its own: for maps that compare. Words beside the map explain it. */
  letter?: Letter;
}

export type Letter = 'A' | 'B' | 'C' | 'D' | 'E' | 'F';

export interface UnitPin {
  id: string;
  lon: number;
  lat: number;
  kind: string;
  state: string;
  stale: boolean;
  label: string;
  heading?: number | null;
}

/** An area: `alert` to be seen, `quiet` for orientation; `corners` while it is being drawn. */
export interface Outline {
  rings: readonly LonLat[][];
  tone: 'alert' | 'quiet';
  corners?: boolean;
}

/** Counts of many small areas of one shape, each in the colour of its step: drawn under everything else of ours. */
export interface HexHeat {
  kind: 'hex';
  /** The corners of a cell as seen from its centre, in degrees. */
  corners: readonly LonLat[];
  cells: readonly { lon: number; lat: number; step: number }[];
  colours: readonly string[];
  /** The place in `cells` of the one that is looked at. */
  chosen?: number;
}

/** A picture laid over a box of the map. */
export interface RasterHeat {
  kind: 'raster';
  box: Box;
  image: CanvasImageSource;
}

export type Heat = HexHeat | RasterHeat;

export interface MapEvents {
  /** A pin was chosen. */
  pin: string;
  unit: string;
  /** A click where nothing of ours stands. */
  ground: LonLat;
  /** The point was placed or moved by the person. */
  point: LonLat;
  /** The view came to rest: its new centre. */
  rest: LonLat;
  /** A person, not the page, started to move the map. */
  touch: undefined;
  /** First full drawing done. */
  ready: undefined;
  /** Our layer was drawn anew: what a page lays over the map follows. */
  drawn: undefined;
}

export interface MapView {
  readonly engine: 'gl' | 'lite';
  setPins(pins: readonly Pin[]): void;
  setUnits(units: readonly UnitPin[]): void;
  /** Areas, drawn below pins and units. */
  setOutlines(outlines: readonly Outline[]): void;
  /** What is drawn below all else; null takes it away. */
  setHeat(heat: Heat | null): void;
  zoom(): number;
  /** Draws one incident above all others, never inside a cluster. */
  select(id: string | null): void;
  /** Shows the point to be placed, with its accuracy; null takes it away. */
  setPoint(point: LonLat | null, accuracy_m?: number | null): void;
  /** While picking, a click on the ground places the point instead of choosing a pin. */
  pick(on: boolean): void;
  flyTo(to: LonLat, zoom?: number): void;
  fit(box: Box): void;
  centre(): LonLat;
  /** Pixels from the top left of the map, for what a page lays over it; and back. */
  project(at: LonLat): [x: number, y: number];
  unproject(x: number, y: number): LonLat;
  setTheme(theme: Theme): void;
  on<Name extends keyof MapEvents>(name: Name, heard: (value: MapEvents[Name]) => void): () => void;
  destroy(): void;
}

export interface MapOptions {
  /** Address of the town's PMTiles file. */
  mapUrl: string;
  theme: Theme;
  centre: LonLat;
  zoom?: number;
  bbox?: Box;
  /** Words for screen readers: what this map shows. */
  label?: string;
  /** False for a picture that cannot be moved. */
  movable?: boolean;
}

/** An engine drawing only streets; the pins above it are ours, the same for every engine. */
export interface Ground {
  readonly engine: 'gl' | 'lite';
  /** Where our own layer goes: above the streets, below the controls. */
  readonly stage: HTMLElement;
  zoom(): number;
  centre(): LonLat;
  /** Pixels from the top left of `stage`. */
  project(at: LonLat): [x: number, y: number];
  unproject(x: number, y: number): LonLat;
  flyTo(to: LonLat, zoom: number | undefined, calm: boolean): void;
  fit(box: Box): void;
  setTheme(theme: Theme): void;
  /** `moved` on every frame of a movement, `rested` after it, `clicked` with pixels on the ground. */
  listen(listeners: GroundListeners): void;
  destroy(): void;
}

export interface GroundListeners {
  moved(): void;
  rested(): void;
  touched(): void;
  ready(): void;
  clicked(x: number, y: number): void;
}
