/** Our own icons: 24 by 24, one stroked path each, so that pages, canvas and templates draw the same thing. */
import paths from './icons.json';

export type IconName = keyof typeof paths;

const known = paths as Record<string, string>;

/** The path of an icon; a name that is not in the set is drawn as a pin rather than as nothing. */
export function iconPath(name: string | null | undefined): string {
  return (name && known[name]) || paths.pin;
}

/** An icon as an element for pages without Svelte. Decorative: the words beside it carry the meaning. */
export function iconElement(name: string, size = 20): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('width', String(size));
  svg.setAttribute('height', String(size));
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', iconPath(name));
  svg.append(path);
  return svg;
}
