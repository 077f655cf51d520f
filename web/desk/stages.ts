/** The words of stages, states and outcomes, and how long each priority may wait. */
import { secondsSince } from '../shared/clock';
import { t } from '../shared/words';
import type { Row, Stage, TaskState, UnitState } from './types';

export const STAGES: readonly Stage[] = ['new', 'open', 'assigned', 'moving', 'on_scene', 'controlled', 'closed'];
export const WAITING: ReadonlySet<Stage> = new Set(['new', 'open']);

export const stageName = (stage: Stage): string =>
  ({
    new: t('Unopened'), open: t('Open'), assigned: t('Assigned'), moving: t('On the way'),
    on_scene: t('On scene'), controlled: t('Under control'), closed: t('Closed'),
  })[stage];

export const unitStateName = (state: UnitState): string =>
  ({
    off: t('Off duty'), free: t('Free'), offered: t('Offered'), accepted: t('Accepted'), moving: t('On the way'), on_scene: t('On scene'),
  })[state];

export const taskStateName = (state: TaskState): string =>
  ({
    offered: t('Waiting for the crew'), accepted: t('Accepted'), moving: t('On the way'), on_scene: t('On scene'),
    done: t('Done'), declined: t('Declined'), released: t('Released'),
  })[state];

export const priorityName = (priority: number): string =>
  [t('Priority 1: life or crime in progress'), t('Priority 2: urgent'), t('Priority 3: soon'), t('Priority 4: can wait')][priority - 1] ?? '';

export const kindName = (kind: string): string =>
  ({ car: t('Car'), motorbike: t('Motorbike'), bicycle: t('Bicycle'), foot: t('On foot') })[kind] ?? kind;

export const channelName = (channel: string): string =>
  ({ app: t('App'), phone: t('Phone'), radio: t('Radio'), patrol: t('Patrol') })[channel] ?? channel;

export const OUTCOMES = ['attended', 'no_finding', 'false_report', 'duplicate', 'referred'] as const;

export const outcomeName = (outcome: string): string =>
  ({
    attended: t('Attended'), no_finding: t('Nothing found'), false_report: t('False report'),
    duplicate: t('Duplicate'), referred: t('Referred to another service'),
  })[outcome] ?? outcome;

export const momentName = (moment: string): string =>
  ({
    occurred: t('Occurred'), received: t('Received'), opened: t('Opened'), classified: t('Classified'), assigned: t('Unit assigned'),
    accepted: t('Accepted'), moving: t('On the way'), on_scene: t('On scene'), first_word: t('First word to the reporter'),
    controlled: t('Under control'), closed: t('Closed'), confirmed: t('Confirmed by the reporter'),
  })[moment] ?? moment;

// Seconds until a running clock turns amber and red: first until somebody opens it, then until a unit is there.
const OPENED_WITHIN_S: Record<number, [number, number]> = { 1: [30, 60], 2: [60, 120], 3: [300, 600], 4: [1800, 3600] };
const REACHED_WITHIN_S: Record<number, [number, number]> = { 1: [180, 300], 2: [300, 600], 3: [1800, 3600], 4: [14_400, 28_800] };

export type Lateness = 'calm' | 'late' | 'overdue' | 'done';

/** The clock that matters on a row: how long it has waited, or how long the response took. */
export function waitOf(row: Pick<Row, 'received_at' | 'on_scene_at' | 'closed_at'>, now_ms: number): number {
  const until = row.on_scene_at ?? row.closed_at;
  return until ? secondsSince(row.received_at, Date.parse(until)) : secondsSince(row.received_at, now_ms);
}

export function lateness(row: Pick<Row, 'stage' | 'priority' | 'received_at' | 'on_scene_at' | 'closed_at'>, now_ms: number): Lateness {
  if (row.on_scene_at || row.stage === 'closed' || row.stage === 'controlled') return 'done';
  const limits = (row.stage === 'new' ? OPENED_WITHIN_S : REACHED_WITHIN_S)[row.priority];
  const waited = waitOf(row, now_ms);
  if (!limits || waited < limits[0]) return 'calm';
  return waited < limits[1] ? 'late' : 'overdue';
}
