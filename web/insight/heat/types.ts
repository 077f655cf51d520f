/** What the page gets to begin, and what the API answers. */
import type { Geometry } from '../../shared/map/outlines';
import type { Box, LonLat } from '../../shared/map';

export interface Named { code: string; name: string; group?: string; icon?: string }

export interface Config {
  centre: LonLat;
  bbox: Box;
  map_url: string;
  outline: Geometry;
  categories: Named[];
  channels: Named[];
  zones: Named[];
  first: string | null;
  last: string;
  today: string;
  days: number;
  points: boolean;
  finest: number;
  fewest: number;
  demo: boolean;
}

export interface Told {
  resolution: number;
  counted: number;
  by_officers: number;
  hour_unknown: number;
  small: { cells: number; incidents: number };
  as_of: string | null;
  corners: LonLat[];
  definition: string[];
}

export type CountRow = [id: string, lon: number, lat: number, count: number];
export type ComparedRow = [id: string, lon: number, lat: number, now: number, before: number, ratio: number | null, beyond: boolean];

export interface Counts extends Told { cells: CountRow[]; classes: number[]; top: { id: string; lon: number; lat: number; count: number; place: string }[] }
export interface Compared extends Told { cells: ComparedRow[]; before: { counted: number; begin: string; end: string } }
export interface Smooth { box: Box; pixel_m: number; height: number; width: number; most: number; bytes: string; counted: number; blur_m: number | null; tried: { blur_m: number; bits: number }[] }
export interface Film { by: string; corners: LonLat[]; classes: number[]; frames: { name: string; counted: number; cells: CountRow[] }[] }
export interface CellTold { id: string; place: string; counted: number; weeks: number[]; hours: number[][] }

export interface Point { at: string; category: string; icon: string; priority: number | null; channel: string; number: string | null }

export type View = 'hex' | 'smooth' | 'compare' | 'film';
