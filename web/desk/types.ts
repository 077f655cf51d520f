/** What the desk's part of the API sends and takes. */
import type { ClockReading } from '../shared/clock';

export type Id = number;
export type Stage = 'new' | 'open' | 'assigned' | 'moving' | 'on_scene' | 'controlled' | 'closed';
export type UnitState = 'off' | 'free' | 'offered' | 'accepted' | 'moving' | 'on_scene';
export type TaskState = 'offered' | 'accepted' | 'moving' | 'on_scene' | 'done' | 'declined' | 'released';
export type Moment =
  | 'occurred' | 'received' | 'opened' | 'classified' | 'assigned' | 'accepted'
  | 'moving' | 'on_scene' | 'first_word' | 'controlled' | 'closed' | 'confirmed';

export interface Named { code: string; name: string }
export interface Category extends Named { group: string; icon: string; priority: number; emergency: boolean; retired: boolean }
export interface Person { id: number; name: string }

export interface Config {
  municipality: { code: string; name: string; centre: [number, number] | { lon: number; lat: number }; bbox: [number, number, number, number]; timezone?: string };
  /** Age of a position, in town seconds, from which a unit looks stale; the town's policy. */
  stale_after_s: number;
  insight: boolean;
  /** `radio`: may mark a crew's steps told by radio. */
  me: Person & { role: string; departments: number[]; radio?: boolean };
  map_url: string;
  csrf: string;
  demo: boolean;
  clock: ClockReading;
}

export interface Row {
  id: Id;
  number: string;
  stage: Stage;
  priority: number;
  category: string;
  icon?: string;
  emergency: boolean;
  lon: number;
  lat: number;
  place: string;
  zone: string | null;
  department: string;
  channel: string;
  received_at: string;
  opened_at: string | null;
  assigned_at: string | null;
  on_scene_at: string | null;
  closed_at: string | null;
  /** When it was last taken up again after having been closed. */
  reopened_at: string | null;
  reports: number;
  media: number;
  messages: number;
  unread: number;
  units: string[];
  text: string;
  reporter: 'anonymous' | 'named';
  version: number;
  round: number;
  paused_at: string | null;
  /** The role that was called because a clock ran out; empty once that clock is met. */
  escalated_to: string;
  parent: Id | null;
  /** The clocks that still wait for their moment. */
  clocks: Ticking[];
}

export type Target = 'answer' | 'arrival' | 'resolution';
export interface Ticking { target: Target; due_at: string; near_at: string; paused: boolean }
export interface Standing { target: Target; state: 'running' | 'paused' | 'met' | 'missed' | 'void'; start_at: string; due_at: string; met_at: string | null; amount: number | null; unit: string; left: number | null }
export interface Relative { id: Id; number: string; category: string; department: string; stage: Stage }
export interface Pause { reason: string; since: string; until: string | null; by: string; round: number }
export interface Round { number: number; department: string; to_department: string | null; began_at: string; ended_at: string; by: string; outcome: string }

/** Whether this desk listens, until when, and whom residents are told to call when it does not. */
export interface Duty { listening: boolean; changes_at: string | null; otherwise_call: string }

export interface BoardAnswer {
  cursor: string;
  clock: ClockReading;
  rows: Row[];
  total_open: number;
  counts: Partial<Record<Stage, number>>;
  departments: Named[];
  categories: Category[];
  pause_reasons: Named[];
  duty: Duty | null;
}

export interface Medium { id: string; kind: 'photo' | 'video' | 'voice'; ready: boolean; refused?: string; url: string; thumb_url: string }
export interface Message { id: string; from: 'desk' | 'reporter' | 'system'; author: string | null; text: string; at: string; waiting?: boolean; refused?: boolean }
export interface Report { id: string; text: string; channel: string; received_at: string; occurred_at: string | null; sent_at: string | null; name: string | null; phone: string | null; anonymous: boolean; solved: boolean | null }
export interface Leg { code: string; seconds: number | null }
export interface Event { at: string; kind: string; ids: Record<string, unknown>; by: string }
export interface Note { id: string; text: string; by: string; at: string }
export interface Task { id: Id; unit: Id; call_sign: string; kind: string; state: TaskState; reason: string; expected_s: number | null; offered_at: string; note: string }

/** A card is a row whose counts have become the things themselves, and more. */
export interface Card extends Omit<Row, 'reports' | 'media' | 'messages' | 'department' | 'parent'> {
  department: Named;
  playbook: string;
  notes: Note[];
  border_m: number | null;
  outcome_label: string;
  outcome_note: string;
  zone_name: string | null;
  /** Which rule chose the department, as a sentence; empty when none was asked. */
  why: string;
  accuracy_m: number | null;
  parent: Relative | null;
  parts: Relative[];
  targets: Standing[];
  pauses: Pause[];
  rounds: Round[];
  legs: Leg[];
  moments: Partial<Record<string, string | null>>;
  arrived_by: string | null;
  reports: Report[];
  media: Medium[];
  messages: Message[];
  timeline: Event[];
  nearby: Row[];
  tasks: Task[];
  present: Person[];
  outcome: string | null;
}

export interface Unit {
  id: Id;
  call_sign: string;
  kind: string;
  state: UnitState;
  lon: number | null;
  lat: number | null;
  fix_at: string | null;
  heading: number | null;
  speed_kmh: number | null;
  stale: boolean;
  task: { id: Id; incident: Id; number: string } | null;
  crew: string[];
}

export interface RankedUnit { id: Id; call_sign: string; kind: string; state: UnitState; seconds: number | null; metres?: number | null; reason: string; stale: boolean; free: boolean }
export interface Presence { incident: Id; who: Person[] }
/** `gone`: the incident was passed on to a desk whose rows are not for us. */
export interface Fact { kind: string; at: string; about?: Id | null; incident: Row | null; gone?: boolean; ids: Record<string, unknown> }
export interface PassedOn { id: Id; number: string; category: string; from: string; to: string; at: string; by: string; closed: boolean }
