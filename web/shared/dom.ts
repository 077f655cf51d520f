/** Makes and finds elements on the pages that need no framework. */

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

/** Replaces what an element says. */
export function say(target: HTMLElement, ...children: Child[]): void {
  target.replaceChildren(...children.filter((child) => child !== null));
}
