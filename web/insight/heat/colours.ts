/** The colours of counts: more is darker by day and brighter by night. Told apart also without red and green. */
import type { Theme } from '../../shared/theme';

export const STEPS: Record<Theme, readonly string[]> = {
  light: ['#fde3b0', '#fbbf6b', '#f2913d', '#dc5f26', '#ab3422', '#6d1620'],
  dark: ['#4a2a2c', '#7a3328', '#b04a25', '#dc7427', '#f6aa42', '#ffe3a1'],
};

/** Fewer beyond chance, much fewer, no difference beyond chance, more, much more. */
export const CHANGE: Record<Theme, readonly string[]> = {
  light: ['#123f8c', '#5b93dd', '#b9c1cd', '#ee8a3c', '#a33a06'],
  dark: ['#8fc0ff', '#3c74c4', '#3b4658', '#c8642a', '#ffb27a'],
};

const MUCH = 2;

/** Where a cell's change belongs among the colours above. */
export function changeStep(ratio: number | null, beyond: boolean): number {
  if (!beyond) return 2;
  if (ratio === null || ratio >= MUCH) return 4;
  if (ratio > 1) return 3;
  return ratio <= 1 / MUCH ? 0 : 1;
}

/** The step of a count: the last class that begins at or below it. */
export function stepOf(count: number, classes: readonly number[]): number {
  let step = 0;
  while (step + 1 < classes.length && classes[step + 1]! <= count) step += 1;
  return step;
}

/** A picture of a smooth view: each byte a colour of a continuous scale, nothing where nothing was. */
export function painted(bytes: Uint8Array, width: number, height: number, shade: Theme): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const to = canvas.getContext('2d')!;
  const image = to.createImageData(width, height);
  const table = scale(STEPS[shade]);
  bytes.forEach((value, n) => {
    const reached = Math.sqrt(value / 255); // the eye would see only the one highest place otherwise
    const [r, g, b] = table[Math.round(reached * 255)]!;
    image.data.set([r, g, b, value ? Math.round(255 * Math.min(0.82, 0.18 + reached)) : 0], n * 4);
  });
  to.putImageData(image, 0, 0);
  return canvas;
}

function scale(colours: readonly string[]): [number, number, number][] {
  const parsed = colours.map((colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)) as [number, number, number]);
  return Array.from({ length: 256 }, (_, n) => {
    const at = (n / 255) * (parsed.length - 1);
    const [from, to] = [parsed[Math.floor(at)]!, parsed[Math.ceil(at)]!];
    return from.map((value, part) => Math.round(value + (to[part]! - value) * (at % 1))) as [number, number, number];
  });
}
