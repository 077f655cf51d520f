/** The running clocks of an incident: which is the most urgent, how near its end it is, and how to say so in words. */
import { duration } from '../../shared/clock';
import { t } from '../../shared/words';
import type { Row, Target, Ticking } from '../types';

export type Urgency = 'calm' | 'late' | 'overdue';

/** The clock that needs somebody first: the one that ends first, a stopped one only where nothing runs. */
export function mostUrgent(clocks: readonly Ticking[]): Ticking | undefined {
  return [...clocks].sort((a, b) => Number(a.paused) - Number(b.paused) || (a.due_at < b.due_at ? -1 : 1))[0];
}

export function urgencyOf(clock: Ticking, now_ms: number): Urgency {
  if (clock.paused) return 'calm';
  if (now_ms > Date.parse(clock.due_at)) return 'overdue';
  return now_ms >= Date.parse(clock.near_at) ? 'late' : 'calm';
}

export const isOverdue = (row: Row, now_ms: number): boolean => row.clocks.some((clock) => urgencyOf(clock, now_ms) === 'overdue');
export const isNear = (row: Row, now_ms: number): boolean => row.clocks.some((clock) => urgencyOf(clock, now_ms) === 'late');

/** Time left, or time over, in seconds. */
export const secondsTo = (due_at: string, now_ms: number): number => Math.round((Date.parse(due_at) - now_ms) / 1000);

export const targetName = (target: Target): string =>
  ({ answer: t('Answer'), arrival: t('Unit on scene'), resolution: t('Resolution') })[target];

/** What each clock counts, as the town defines it. */
export const targetMeaning = (target: Target): string =>
  ({
    answer: t('From received (or passed on to this desk) until it is opened, spoken to, or a unit is sent.'),
    arrival: t('From received until the first unit is on scene.'),
    resolution: t('From received until closed; pauses are given back.'),
  })[target];

export const roleName = (role: string): string =>
  ({ operator: t('operator'), supervisor: t('supervisor'), administrator: t('administrator') })[role] ?? role;

/** "answer in 0:42", "unit 3:10 over", "resolution paused": never by colour alone. */
export function clockWords(clock: Ticking, now_ms: number): string {
  const target = targetName(clock.target);
  if (clock.paused) return t('%(target)s: paused', { target });
  const seconds = secondsTo(clock.due_at, now_ms);
  return seconds < 0
    ? t('%(target)s: overdue by %(time)s', { target, time: duration(-seconds) })
    : t('%(target)s: %(time)s left', { target, time: duration(seconds) });
}

export function spanText(amount: number, unit: string): string {
  const text: Record<string, string> = {
    seconds: t('%(n)s s', { n: amount }), minutes: t('%(n)s min', { n: amount }), hours: t('%(n)s h', { n: amount }),
    working_hours: t('%(n)s working hours', { n: amount }), working_days: t('%(n)s working days', { n: amount }),
  };
  return text[unit] ?? '';
}
