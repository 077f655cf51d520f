/** Draws the one task of the crew: what, where, how far, what was said. One thing at a time, readable at arm's length. */
import { duration, hour, now_ms, secondsSince } from '../shared/clock';
import { el } from '../shared/dom';
import { iconElement } from '../shared/icons';
import { t } from '../shared/words';
import type { Incident, Said, Task } from './types';

export function taskCard(task: Task): HTMLElement {
  const incident = task.incident;
  return el('article', { class: 'task', 'data-priority': String(incident.priority), 'data-state': task.state },
    el('p', { class: 'task-head' },
      el('span', { class: 'urgency' }, urgency(incident.priority)),
      el('span', {}, incident.number),
      incident.received_at ? el('span', { class: 'age tabular' }, iconElement('clock', 16), el('span', { 'data-since': incident.received_at }, age(incident.received_at))) : null,
    ),
    el('h1', {}, iconElement(incident.category.icon, 34), el('span', {}, incident.category.name)),
    el('p', { class: 'place' }, iconElement('pin', 24), el('span', {}, incident.place || t('See the map'))),
    el('p', { class: 'distance', id: 'distance' }),
    incident.text ? el('p', { class: 'told' }, incident.text) : null,
  );
}

/** Metres as the crow flies: honest about what it is; the street route is the navigator's business. */
export function distanceWords(from: { lon: number; lat: number } | null, to: Incident, expected_s: number | null | undefined): string {
  const parts: string[] = [];
  if (expected_s) parts.push(t('%(n)s min by street', { n: Math.max(1, Math.round(expected_s / 60)) }));
  if (from) {
    const metres = metresBetween(from, to);
    const shown = metres < 950 ? `${Math.round(metres / 10) * 10} m` : `${(metres / 1000).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} km`;
    parts.push(t('%(distance)s in a straight line', { distance: shown }));
  }
  return parts.join(' · ');
}

export function metresBetween(a: { lon: number; lat: number }, b: { lon: number; lat: number }): number {
  const per_degree_m = 111_320;
  const east_m = (b.lon - a.lon) * per_degree_m * Math.cos(((a.lat + b.lat) / 2) * (Math.PI / 180));
  return Math.hypot(east_m, (b.lat - a.lat) * per_degree_m);
}

export function said(incident: Incident): HTMLElement[] {
  const all = [...incident.messages.map((one) => ({ one, kind: one.from === 'desk' ? 'desk' : 'reporter' })), ...incident.notes.map((one) => ({ one, kind: 'note' }))];
  all.sort((a, b) => a.one.at.localeCompare(b.one.at));
  return all.map(({ one, kind }) => el('li', { class: `said ${kind}` }, el('small', {}, who(one, kind), ' · ', hour(one.at)), el('p', {}, one.text)));
}

export function media(incident: Incident): HTMLElement[] {
  return incident.media.filter((one) => one.ready && one.url).map((one) => {
    const words = { photo: t('Photo'), video: t('Video'), voice: t('Voice note') }[one.kind];
    if (one.kind === 'voice') return el('li', { class: 'voice' }, el('audio', { src: one.url, controls: true, preload: 'none', 'aria-label': words }));
    const play = one.kind === 'video' ? iconElement('play', 28) : null;
    return el('li', {}, el('a', { href: one.url, target: '_blank', 'aria-label': words }, one.thumb_url ? el('img', { src: one.thumb_url, alt: '', loading: 'lazy' }) : null, play));
  });
}

export const age = (iso: string): string => duration(secondsSince(iso, now_ms()));

function who(one: Said, kind: string): string {
  if (kind === 'note') return one.by || t('Note');
  return kind === 'desk' ? one.author || t('Desk') : t('Reporter');
}

function urgency(priority: number): string {
  return { 1: t('Emergency'), 2: t('Urgent'), 3: t('Normal') }[priority] ?? t('Low');
}
