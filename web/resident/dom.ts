/** Icons copied from the page, so that no script of the resident carries drawings; and numbers to call. */
import { el } from '../shared/dom';

/** A copy of an icon that the server drew into <template id="icons">. */
export function icon(name: string): Node {
  const drawn = document.querySelector<HTMLTemplateElement>('template#icons')?.content.querySelector(`[data-icon="${name}"] svg`);
  return drawn ? drawn.cloneNode(true) : document.createTextNode('');
}

/** Buttons to call: where we cannot help, a telephone can. */
export function calls(numbers: { name: string; number: string }[]): HTMLElement {
  const links = numbers.map((one) =>
    el('a', { class: 'call', href: `tel:${one.number}` }, icon('phone'), el('b', {}, one.number), el('span', {}, one.name)),
  );
  return el('div', { class: 'calls' }, ...links);
}
