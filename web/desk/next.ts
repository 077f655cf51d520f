/** The one next thing to do with the open incident; by its stage it is always obvious. */
import { t } from '../shared/words';
import type { Desk } from './desk.svelte';
import { leadingTask } from './opened.svelte';
import { WAITING } from './stages';
import type { Task } from './types';

export interface NextStep {
  name: string;
  label: string;
  hint?: string;
  /** Absent while it is the crew's turn. */
  act?: () => void;
}

export function nextStep(desk: Desk): NextStep | null {
  const { row, opened } = desk;
  if (!row) return null;
  const run = (act: () => Promise<unknown>) => () => void desk.attempt(act);
  const close: NextStep = { name: 'close', label: t('Close'), act: () => (desk.dialog = 'close') };
  const task = leadingTask(opened.card);
  const best = desk.choices?.find((unit) => unit.free) ?? desk.choices?.[0];
  const unanswered = row.stage === 'open' && row.clocks.some((clock) => clock.target === 'answer'); // passed on or reopened
  if (row.stage === 'new' || unanswered) return { name: 'open', label: t('Take it'), act: run(() => opened.open()) };
  if (row.stage === 'closed') return { name: 'reopen', label: t('Reopen'), act: run(() => opened.reopen()) };
  if (row.stage === 'controlled') return close;
  if (row.stage === 'on_scene') return { name: 'control', label: t('Under control'), act: run(() => opened.control()) };
  if (task) return crewStep(desk, task);
  if (!WAITING.has(row.stage)) return { name: 'wait', label: t('Waiting for %(unit)s', { unit: row.units.join(', ') }) };
  if (!desk.choices) return { name: 'wait', label: t('Looking for the nearest unit…') };
  if (!best) return close;
  return { name: `assign-${best.id}`, label: t('Send %(unit)s', { unit: best.call_sign }), act: () => void desk.send(best.id, best.call_sign) };
}

const BY_RADIO = {
  offered: { step: 'accept', label: () => t('Crew accepts') },
  accepted: { step: 'moving', label: () => t('On the way') },
  moving: { step: 'arrive', label: () => t('Arrived') },
} as const;

/** The crew says it on its own page; only a desk that may do so says it for them, by radio. */
function crewStep(desk: Desk, task: Task): NextStep {
  const told = BY_RADIO[task.state as keyof typeof BY_RADIO];
  if (!desk.config.me.radio || !told) return { name: 'wait', label: t('Waiting for %(unit)s', { unit: task.call_sign }) };
  const act = () => void desk.attempt(() => desk.opened.advance(task.id, told.step));
  return { name: told.step, label: told.label(), hint: t('by radio'), act };
}
