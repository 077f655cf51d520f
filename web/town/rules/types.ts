/** What the rules' part of the API sends and takes. */
import type { Box, Letter, LonLat } from '../../shared/map/types';

export interface Named { code: string; name: string }
export interface Category extends Named { group: string; icon: string; priority: number }

export interface Rule {
  id: string;
  department: string;
  categories: string[];
  groups: string[];
  zones: string[];
  channels: string[];
  priorities: number[];
  weekdays: number[];
  holiday: 'any' | 'yes' | 'no';
  from_hour: number;
  until_hour: number;
  on: boolean;
  /** In the reader's language, from the server. */
  sentence: string;
  /** Codes the town does not have. */
  gone: string[];
}

export interface Finding { flaw: 'covered' | 'impossible' | 'overlap' | 'exception' | 'gone'; rule: string; serious: boolean; sentence: string }
export interface List { rules: Rule[]; fallback: string; last_sentence: string; findings: Finding[] }
export interface Draft extends List {
  stamp: number;
  based_on: number;
  changed_at: string;
  changed_by: string;
  changes: { added: string[]; changed: string[]; removed: number; any: boolean };
}
export interface Version { version: number; set_at: string; set_by: string; restores: number | null; rules: number }
export interface MayName {
  departments: Named[];
  groups: Named[];
  zones: Named[];
  channels: Named[];
  weekdays: { code: number; name: string }[];
  categories: Category[];
}

export interface State { version: number; in_force: List; draft: Draft | null; may_name: MayName; versions: Version[] }

export interface Change { letter: Letter; before: string; after: string; reports: number }
export interface Moved {
  id: number;
  number: string;
  category: string;
  zone: string;
  at: string;
  before: string;
  after: string;
  rule_before: string;
  rule_after: string;
}
export interface Trial {
  days: number;
  reports: number;
  limited: boolean;
  departments: (Named & { before: number; after: number })[];
  matched: Record<string, number>;
  idle: string[];
  moved: number;
  changes: Change[];
  listed: Moved[];
  points: [id: number, lon: number, lat: number, letter: Letter][];
}

export interface Config { centre: LonLat; bbox: Box; map_url: string; csrf: string; state: State }
