/** Draws pins, clusters and units on a canvas. Shape tells the priority and state as well as colour does. */
import { iconPath } from '../icons';
import type { Cluster } from './clusters';
import type { Palette } from './palette';
import type { Letter, Pin, UnitPin } from './types';

type Canvas = CanvasRenderingContext2D;

const shapes = new Map<string, Path2D>();

function iconShape(name: string): Path2D {
  let shape = shapes.get(name);
  if (!shape) shapes.set(name, (shape = new Path2D(iconPath(name))));
  return shape;
}

function drawIcon(to: Canvas, name: string, x: number, y: number, size: number, colour: string): void {
  const scale = size / 24;
  to.save();
  to.translate(x - size / 2, y - size / 2);
  to.scale(scale, scale);
  to.strokeStyle = colour;
  to.lineWidth = 2.1;
  to.lineCap = to.lineJoin = 'round';
  to.stroke(iconShape(name));
  to.restore();
}

/** Diamond for life in danger, triangle for urgent, disc for the rest: readable without colour. */
function outline(to: Canvas, priority: number, x: number, y: number, r: number): void {
  to.beginPath();
  if (priority === 1) {
    const d = r * 1.28;
    to.moveTo(x, y - d); to.lineTo(x + d, y); to.lineTo(x, y + d); to.lineTo(x - d, y);
    to.closePath();
  } else if (priority === 2) {
    const h = r * 1.38;
    to.moveTo(x, y - h); to.lineTo(x + h * 0.98, y + h * 0.74); to.lineTo(x - h * 0.98, y + h * 0.74);
    to.closePath();
  } else to.arc(x, y, priority === 4 ? r * 0.86 : r, 0, Math.PI * 2);
}

/** A plain disc with a letter: one of a few groups that words beside the map explain. */
function drawLetter(to: Canvas, letter: Letter, x: number, y: number, palette: Palette, selected: boolean): void {
  const r = selected ? 15 : 11;
  to.beginPath();
  to.arc(x, y, r, 0, Math.PI * 2);
  to.fillStyle = palette.letter[letter];
  to.fill();
  to.lineWidth = selected ? 4 : 2;
  to.strokeStyle = selected ? palette.selected : palette.paper;
  to.stroke();
  to.fillStyle = palette.paper;
  to.font = `700 ${selected ? 15 : 12}px Inter, system-ui, sans-serif`;
  to.textAlign = 'center';
  to.textBaseline = 'middle';
  to.fillText(letter, x, y + 1);
}

export function drawPin(to: Canvas, pin: Pin, x: number, y: number, palette: Palette, selected: boolean): void {
  if (pin.letter) return drawLetter(to, pin.letter, x, y, palette, selected);
  const colour = palette.priority[pin.priority] ?? palette.ink;
  const r = selected ? 16 : 13;
  to.lineJoin = 'round';
  if (selected) {
    to.beginPath();
    to.arc(x, y, r + 9, 0, Math.PI * 2);
    to.fillStyle = palette.selected + '38';
    to.fill();
    to.lineWidth = 3;
    to.strokeStyle = palette.selected;
    to.stroke();
  } else if (pin.stage === 'new') {
    outline(to, pin.priority, x, y, r + 5);
    to.fillStyle = colour + '40';
    to.fill();
  }
  const closed = pin.stage === 'closed';
  const attended = !closed && pin.stage !== 'new' && pin.stage !== 'open';
  outline(to, pin.priority, x, y, r);
  to.fillStyle = attended || closed ? palette.paper : colour;
  to.fill();
  to.lineWidth = attended ? 3 : 2;
  to.strokeStyle = attended || closed ? colour : palette.paper;
  to.globalAlpha = closed ? 0.6 : 1;
  to.stroke();
  const drop = pin.priority === 2 ? r * 0.14 : 0;
  drawIcon(to, pin.icon, x, y + drop, pin.priority === 2 ? r * 0.98 : r * 1.2, attended || closed ? colour : palette.paper);
  to.globalAlpha = 1;
}

export function clusterRadius(cluster: Cluster): number {
  const n = cluster.pins.length;
  return n < 10 ? 15 : n < 100 ? 18 : 22;
}

export function drawCluster(to: Canvas, cluster: Cluster, x: number, y: number, palette: Palette): void {
  const n = cluster.pins.length;
  const r = clusterRadius(cluster);
  const grouped = cluster.letter === null ? palette.ink : cluster.letter && palette.letter[cluster.letter];
  const colour = grouped ?? palette.priority[cluster.priority] ?? palette.ink;
  if (cluster.fresh) {
    to.beginPath();
    to.arc(x, y, r + 5, 0, Math.PI * 2);
    to.fillStyle = colour + '33';
    to.fill();
  }
  to.beginPath();
  to.arc(x, y, r, 0, Math.PI * 2);
  to.fillStyle = palette.paper;
  to.fill();
  to.lineWidth = 3;
  to.strokeStyle = colour;
  to.stroke();
  to.fillStyle = palette.ink;
  to.font = `700 ${n < 100 ? 13 : 12}px Inter, system-ui, sans-serif`;
  to.textAlign = 'center';
  to.textBaseline = 'middle';
  to.fillText(n > 999 ? `${Math.round(n / 100) / 10}k` : String(n), x, y + 1);
}

const PLATE_FONT = '600 11px Inter, system-ui, sans-serif';

export function unitWidth(to: Canvas, unit: UnitPin): number {
  to.font = PLATE_FONT;
  return 24 + to.measureText(unit.label).width;
}

/** From a plate that has moved aside to where its unit stands. */
export function drawStem(to: Canvas, unit: UnitPin, foot: [number, number], plate: [number, number], palette: Palette): void {
  to.beginPath();
  to.moveTo(...foot);
  to.lineTo(...plate);
  to.lineWidth = 2;
  to.strokeStyle = palette.unit[unit.state] ?? palette.ink;
  to.stroke();
}

/** A unit is a rounded plate with its call sign; busy ones are outlined, stale ones dashed and pale. */
export function drawUnit(to: Canvas, unit: UnitPin, x: number, y: number, palette: Palette): void {
  const colour = palette.unit[unit.state] ?? palette.ink;
  const width = unitWidth(to, unit);
  const left = x - width / 2;
  const free = unit.state === 'free' && !unit.stale;
  to.globalAlpha = unit.stale || unit.state === 'off' ? 0.62 : 1;
  if (typeof unit.heading === 'number' && unit.state === 'moving' && !unit.stale) drawHeading(to, x, y, unit.heading, colour);
  to.beginPath();
  to.roundRect(left, y - 10, width, 20, 6);
  to.fillStyle = free ? colour : palette.paper;
  to.fill();
  to.lineWidth = 2;
  to.setLineDash(unit.stale ? [3, 3] : []);
  to.strokeStyle = free ? palette.paper : colour;
  to.stroke();
  to.setLineDash([]);
  const ink = free ? palette.paper : palette.ink;
  drawIcon(to, unit.kind, left + 11, y, 14, free ? ink : colour);
  to.fillStyle = ink;
  to.textAlign = 'left';
  to.textBaseline = 'middle';
  to.fillText(unit.label, left + 20, y + 0.5);
  to.globalAlpha = 1;
}

function drawHeading(to: Canvas, x: number, y: number, heading: number, colour: string): void {
  to.save();
  to.translate(x, y);
  to.rotate((heading * Math.PI) / 180);
  to.beginPath();
  to.moveTo(0, -21); to.lineTo(6, -13); to.lineTo(-6, -13);
  to.closePath();
  to.fillStyle = colour;
  to.fill();
  to.restore();
}
