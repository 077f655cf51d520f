/** Makes and finds elements; icons are copied from the page, so that no script carries drawings. */

type Attributes = Record<string, string | boolean | null | ((event: Event) => void)>;
type Child = Node | string | null;

/** The element the page promises to have; a missing one is our mistake and should be loud. */
export function need<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`#${id} is not on the page`);
  return found as T;
}

export function el(tag: string, attributes: Attributes = {}, ...children: Child[]): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== false && value !== null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A copy of an icon that the server drew into <template id="icons">. */
export function icon(name: string): Node {
  const drawn = document.querySelector<HTMLTemplateElement>('template#icons')?.content.querySelector(`[data-icon="${name}"] svg`);
  return drawn ? drawn.cloneNode(true) : document.createTextNode('');
}

export function say(target: HTMLElement, ...children: Child[]): void {
  target.replaceChildren(...children.filter((child) => child !== null));
}

/** Buttons to call: where we cannot help, a telephone can. */
export function calls(numbers: { name: string; number: string }[]): HTMLElement {
  const links = numbers.map((one) =>
    el('a', { class: 'call', href: `tel:${one.number}` }, icon('phone'), el('b', {}, one.number), el('span', {}, one.name)),
  );
  return el('div', { class: 'calls' }, ...links);
}
