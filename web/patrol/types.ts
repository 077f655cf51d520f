/** What the server tells a crew: its unit, its one task, and what it did today. */
import type { ClockReading } from '../shared/clock';

export type TaskState = 'offered' | 'accepted' | 'moving' | 'on_scene';
export type Step = 'accept' | 'decline' | 'moving' | 'arrive' | 'done';

export interface Unit {
  id: number;
  call_sign: string;
  kind: string;
  state: 'off' | 'free' | TaskState;
  lon: number | null;
  lat: number | null;
}

export interface Said {
  id: string;
  from?: string;
  author?: string;
  by?: string;
  text: string;
  at: string;
}

export interface Incident {
  id: number;
  number: string;
  category: { code: string; name: string; icon: string };
  priority: number;
  text: string;
  place: string;
  lon: number;
  lat: number;
  received_at?: string;
  media: { id: string; kind: 'photo' | 'video' | 'voice'; ready: boolean; url: string; thumb_url: string }[];
  messages: Said[];
  notes: Said[];
}

export interface Task {
  id: number;
  state: TaskState;
  expected_s?: number | null;
  moments: Record<string, string | null>;
  incident: Incident;
}

export interface Patrol {
  unit: Unit | null;
  task: Task | null;
  today: { id: number; number: string; state: string; outcome_label: string; over_at: string }[];
  clock?: ClockReading;
}

export interface Config {
  unit: Unit | null;
  me: { id: string; name: string };
  municipality: { centre: { lon: number; lat: number } };
  map_url: string;
  csrf: string;
  demo: boolean;
  clock: ClockReading;
}
