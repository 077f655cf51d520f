/** Finds room for a unit's plate, so that it covers no incident. Pure. */

export interface Disc { x: number; y: number; r: number }

const HALF_HIGH = 11;
const GAP = 2;

/**
 * The centre of a plate as near to (x, y) as it can be without covering a disc: where it is, below, above, right or left of
 * what it would cover; below when there is no room at all.
 */
export function beside(x: number, y: number, width: number, discs: readonly Disc[]): [x: number, y: number] {
  const half = width / 2;
  const covered = discs.filter((disc) => covers(x, y, half, disc));
  if (!covered.length) return [x, y];
  const clear = (side: (disc: Disc) => number, pick: (...all: number[]) => number): number => pick(...covered.map(side));
  const below: [number, number] = [x, clear((disc) => disc.y + disc.r, Math.max) + HALF_HIGH + GAP];
  const choices: [number, number][] = [
    below,
    [x, clear((disc) => disc.y - disc.r, Math.min) - HALF_HIGH - GAP],
    [clear((disc) => disc.x + disc.r, Math.max) + half + GAP, y],
    [clear((disc) => disc.x - disc.r, Math.min) - half - GAP, y],
  ];
  return choices.find(([left, top]) => !discs.some((disc) => covers(left, top, half, disc))) ?? below;
}

function covers(x: number, y: number, half: number, disc: Disc): boolean {
  const dx = Math.max(Math.abs(disc.x - x) - half, 0);
  const dy = Math.max(Math.abs(disc.y - y) - HALF_HIGH, 0);
  return dx * dx + dy * dy < disc.r * disc.r;
}
