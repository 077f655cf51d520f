/** First tap: what is happening. The grid folds into one line, so that where and send are on the same screen. */
import { need } from '../shared/dom';

export type Category = { code: string; name: string; emergency: boolean };

export function setupWhat(chosen: () => void): () => Category | null {
  const step = need('what');
  const others = step.querySelector('details')!;
  others.open = false;
  setupFilter(others);

  const show = (): void => {
    const tile = selected();
    if (!tile) return;
    step.classList.add('chosen');
    step.classList.toggle('urgent', 'emergency' in tile.dataset);
    const drawing = tile.parentElement!.querySelector('svg')!.cloneNode(true);
    need('picked-name').replaceChildren(drawing, tile.dataset.name ?? '');
    need('picked').hidden = false;
    chosen();
  };
  step.addEventListener('change', (event) => {
    // Arrow keys walk through a radio group: fold only when the choice was made by pointer, Enter or space.
    if ((event.target as HTMLInputElement).name === 'category' && !walking) show();
    else chosen();
  });
  let walking = false;
  step.addEventListener('keydown', (event) => {
    walking = event.key.startsWith('Arrow');
    if (event.key === 'Enter' && (event.target as HTMLInputElement).name === 'category') {
      event.preventDefault();
      show();
    }
  });
  step.addEventListener('pointerdown', () => (walking = false));
  // Tapping the tile that is already chosen fires no change event, and must fold as well.
  step.addEventListener('click', (event) => {
    if (event.detail > 0 && (event.target as Element).closest('.tile')?.querySelector(':checked')) show();
  });
  need('change').addEventListener('click', () => {
    step.classList.remove('chosen');
    need('picked').hidden = true;
    selected()?.focus();
  });
  if (selected()) show();
  return () => {
    const tile = selected();
    return tile && { code: tile.value, name: tile.dataset.name ?? tile.value, emergency: 'emergency' in tile.dataset };
  };
}

function selected(): HTMLInputElement | null {
  return document.querySelector<HTMLInputElement>('input[name=category]:checked');
}

function setupFilter(others: HTMLDetailsElement): void {
  const field = need<HTMLInputElement>('filter');
  field.parentElement!.hidden = false;
  const tiles = [...document.querySelectorAll<HTMLElement>('.tile')];
  const texts = tiles.map((tile) => plain(tile.dataset.words ?? ''));
  field.addEventListener('input', () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    if (words.length) others.open = true;
    tiles.forEach((tile, at) => (tile.hidden = !words.every((word) => texts[at]!.includes(word))));
    need('nothing').hidden = tiles.some((tile) => !tile.hidden);
  });
  // Enter in the search box chooses what was found; it must not send the report.
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    const left = tiles.filter((tile) => !tile.hidden);
    if (left.length === 1) left[0]!.click();
  });
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
