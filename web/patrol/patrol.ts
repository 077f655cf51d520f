/** The crew's page: my unit, my task, one large button that leads on. */
import './patrol.css';
import { call, newId, Refused } from '../shared/api';
import { dayAndHour, deviceMoment, setClock } from '../shared/clock';
import { el, need, say } from '../shared/dom';
import { iconElement } from '../shared/icons';
import { Live, type LiveState } from '../shared/live';
import { watchSession } from '../shared/signin';
import { t } from '../shared/words';
import { ring, stayAwake } from './awake';
import { Pictures } from './pictures';
import { Positions } from './positions';
import { ELSEWHERE_M, pretendToDrive } from './pretend';
import { Queue } from './queue';
import { askEnding, askNavigator, askRefusal } from './sheets';
import { showStatus } from './status';
import { age, distanceWords, media, metresBetween, said, taskCard } from './task';
import type { Config, Patrol, Step, Task } from './types';

const TOGETHER_MS = 120;
const EVERY_MS = 20_000;

const config = JSON.parse(need('config').textContent!) as Config;
setClock(config.clock);
watchSession(config);
// Night unless somebody chose the day: the style says so from the first frame, this tells the map and the switch.
document.documentElement.dataset.theme ??= 'dark';
let patrol: Patrol = { unit: config.unit, task: null, today: [] };
let line: LiveState = 'connecting';
let chart: import('./chart').Chart | null = null;
let drawn = '';

const queue = new Queue(take, refusedStep, status);
const positions = config.unit ? new Positions(config.unit.id, moved) : null;
const pictures = new Pictures(() => void load(), toast);
let stopPretending: (() => void) | null = null;

let soon: ReturnType<typeof setTimeout> | undefined;
new Live({
  fact: later,
  reset: later,
  state: (state) => {
    line = state;
    status();
    if (state === 'connected') later();
  },
});
setInterval(() => void load(), EVERY_MS);
setInterval(tick, 1_000);
setupNotes();
need('advance').addEventListener('click', () => void advance());
need('decline').addEventListener('click', () => void decline());
need('duty').addEventListener('click', () => duty());
need('navigate').addEventListener('click', () => patrol.task && askNavigator(patrol.task.incident));
need('map-open').addEventListener('click', () => void toggleMap());
void load();

function later(): void {
  clearTimeout(soon);
  soon = setTimeout(() => void load(), TOGETHER_MS);
}

async function load(): Promise<void> {
  // While own steps are on their way, the server's older state would make the button jump back.
  if (queue.waiting) return;
  try {
    const fresh = await call<Patrol>('/patrol');
    if (!queue.waiting) take(fresh);
  } catch (error) {
    if (error instanceof Refused && !error.passing) toast(error.message);
  }
}

function take(fresh: Patrol): void {
  setClock(fresh.clock);
  patrol = fresh;
  draw();
}

function draw(): void {
  const { unit, task } = patrol;
  document.body.dataset.state = unit?.state ?? 'none';
  need('loading').hidden = true;
  need('no-unit').hidden = !!unit;
  need('resting').hidden = !unit || !!task;
  need('working').hidden = !task;
  need('bar').hidden = !task;
  ring(task?.state === 'offered');
  stayAwake(!!task);
  if (unit) drawUnit();
  if (task) drawTask(task);
  else drawn = '';
  drawToday();
  drive();
  status();
}

function drawUnit(): void {
  const off = patrol.unit!.state === 'off';
  const duty = need('duty');
  duty.setAttribute('aria-checked', String(!off));
  say(need('duty-words'), off ? t('Off duty') : t('On duty'));
  say(need('resting-words'), off ? t('Turn on to receive tasks and send your position.') : t('Waiting for a task. It will sound and vibrate.'));
}

function drawTask(task: Task): void {
  const look = JSON.stringify([task.id, task.state, task.incident]);
  if (look !== drawn) {
    drawn = look;
    need('task').replaceChildren(taskCard(task));
    const pictures = media(task.incident);
    need('media').replaceChildren(...pictures);
    need('media').hidden = !pictures.length;
    const words = said(task.incident);
    need('said').replaceChildren(...words);
    need('said').hidden = !words.length;
    document.title = `${task.incident.category.name} · ${patrol.unit?.call_sign ?? ''}`;
  }
  const next = { offered: t('Accept'), accepted: t('On my way'), moving: t('At the place'), on_scene: t('Finish') }[task.state];
  const sign = { offered: 'check', accepted: 'navigation', moving: 'on-scene', on_scene: 'check-double' }[task.state];
  const button = need('advance');
  if (button.dataset.state !== task.state) say(button, iconElement(sign, 30), el('span', {}, next));
  button.dataset.state = task.state;
  need('decline').hidden = task.state !== 'offered' && task.state !== 'accepted';
  moved();
}

function drawToday(): void {
  const list = need('today');
  need('today-box').hidden = !patrol.today.length || !!patrol.task;
  list.replaceChildren(...patrol.today.map((one) => el('li', {}, el('b', {}, one.number), el('span', {}, one.outcome_label || (one.state === 'declined' ? t('Declined') : '')), el('time', { datetime: one.over_at }, dayAndHour(one.over_at)))));
}

async function advance(): Promise<void> {
  const task = patrol.task;
  if (!task) return;
  if (task.state === 'offered') return step('accept', {}, 'accepted');
  if (task.state === 'accepted') {
    step('moving', {}, 'moving');
    return askNavigator(task.incident);
  }
  if (task.state === 'moving') return step('arrive', {}, 'on_scene');
  const ending = await askEnding();
  if (ending) step('done', ending, null);
}

async function decline(): Promise<void> {
  const note = await askRefusal();
  if (note !== null) step('decline', { note }, null);
}

/** The screen goes on at once; the step travels when it can, and comes back only if the server refuses it. */
function step(name: Step, body: object, next: Task['state'] | null): void {
  const task = patrol.task;
  if (!task || !patrol.unit) return;
  patrol = { ...patrol, task: next && { ...task, state: next }, unit: { ...patrol.unit, state: next ?? 'free' } };
  navigator.vibrate?.(40);
  queue.add(`/tasks/${task.id}/${name}`, body);
  draw();
}

function duty(): void {
  const unit = patrol.unit;
  if (!unit || patrol.task) return;
  const state = unit.state === 'off' ? 'free' : 'off';
  patrol = { ...patrol, unit: { ...unit, state } };
  queue.add(`/units/${unit.id}/state`, { state });
  draw();
}

function drive(): void {
  if (!positions || !patrol.unit) return;
  if (patrol.unit.state === 'off') {
    stopPretending?.();
    stopPretending = null;
    return positions.stop();
  }
  if (!stopPretending) positions.start();
}

/** Called for every fix and state of the positions; in the demo a visitor far away or without GPS gets a pretended drive. */
function moved(): void {
  if (!positions) return;
  const { unit, task } = patrol;
  const at = positions.latest;
  const elsewhere = at && unit?.lon != null && unit.lat != null && metresBetween(at, { lon: unit.lon, lat: unit.lat }) > ELSEWHERE_M;
  if (config.demo && !stopPretending && (elsewhere || positions.state === 'denied' || positions.state === 'unsupported')) {
    positions.forget();
    stopPretending = pretendToDrive(() => patrol, config.municipality.centre, (fix) => positions.take(fix, 'pretended'));
  }
  status();
  if (!unit || !task) return;
  const here = positions.latest ?? (unit.lon !== null && unit.lat !== null ? { lon: unit.lon, lat: unit.lat } : null);
  const distance = document.getElementById('distance');
  if (distance) say(distance, distanceWords(here, task.incident, task.state === 'on_scene' ? null : task.expected_s));
  chart?.show(unit, here, task.incident);
}

async function toggleMap(): Promise<void> {
  const box = need('map');
  box.hidden = !box.hidden;
  need('map-open').setAttribute('aria-expanded', String(!box.hidden));
  if (box.hidden || chart || !patrol.task) return moved();
  const { openChart } = await import('./chart');
  chart = openChart(box, config.map_url, patrol.task.incident);
  moved();
}

function setupNotes(): void {
  const field = need<HTMLTextAreaElement>('note');
  need('note-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const text = field.value.trim();
    const task = patrol.task;
    if (!text || !task) return field.focus();
    const note = { id: newId(), text, by: config.me.name, at: deviceMoment() };
    patrol = { ...patrol, task: { ...task, incident: { ...task.incident, notes: [...task.incident.notes, note] } } };
    field.value = '';
    queue.add(`/tasks/${task.id}/notes`, { id: note.id, text });
    draw();
  });
  need<HTMLInputElement>('photo').addEventListener('change', (event) => {
    const input = event.target as HTMLInputElement;
    if (patrol.task) for (const file of input.files ?? []) void pictures.add(patrol.task.id, file);
    input.value = '';
  });
}

function refusedStep(words: string): void {
  toast(words);
  void load();
}

function status(): void {
  showStatus({ line, positions, waiting: queue.waiting + pictures.waiting });
}

function tick(): void {
  status();
  for (const clock of document.querySelectorAll<HTMLElement>('[data-since]')) clock.textContent = age(clock.dataset.since!);
}

function toast(words: string): void {
  say(need('toast'), iconElement('warning', 22), el('span', {}, words));
  need('toast').hidden = false;
  setTimeout(() => (need('toast').hidden = true), 6_000);
}
