/** The words of stages and states, and how long each priority may wait. */
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

/** A stage on a row: an incident taken up again is not simply open. */
export const stageOf = (row: Pick<Row, 'stage' | 'reopened_at'>): string => (row.reopened_at && row.stage === 'open' ? t('Reopened') : stageName(row.stage));

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
  ({ app: t('App'), phone: t('Phone'), radio: t('Radio'), patrol: t('Patrol'), peer: t('Another town') })[channel] ?? channel;

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
type Timed = Pick<Row, 'stage' | 'priority' | 'received_at' | 'reopened_at' | 'on_scene_at' | 'closed_at'>;

const ATTENDED: ReadonlySet<Stage> = new Set(['on_scene', 'controlled', 'closed']);

/** When the clock of a row stopped: at the arrival. After a reopening the arrival on record is the old one and says nothing. */
export const stoppedAt = (row: Timed): string | null => (row.reopened_at || !ATTENDED.has(row.stage) ? row.closed_at : (row.on_scene_at ?? row.closed_at));

/** The clock that matters on a row: how long it has waited, since it came in or was taken up again, or how long the response took. */
export function waitOf(row: Timed, now_ms: number): number {
  const stopped = stoppedAt(row);
  return secondsSince(row.reopened_at ?? row.received_at, stopped ? Date.parse(stopped) : now_ms);
}

export function lateness(row: Timed, now_ms: number): Lateness {
  if (ATTENDED.has(row.stage)) return row.reopened_at && row.stage !== 'closed' ? 'calm' : 'done';
  const limits = (row.stage === 'new' ? OPENED_WITHIN_S : REACHED_WITHIN_S)[row.priority];
  const waited = waitOf(row, now_ms);
  if (!limits || waited < limits[0]) return 'calm';
  return waited < limits[1] ? 'late' : 'overdue';
}
