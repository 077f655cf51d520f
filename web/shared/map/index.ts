/** Makes a map with the engine this machine can carry, loaded only when a map is wanted. */
import './map.css';
import { Overlay } from './overlay';
import { renderer } from './renderer';
import type { Ground, MapOptions, MapView } from './types';

export type { Box, Heat, LonLat, MapEvents, MapOptions, MapView, Outline, Pin, UnitPin } from './types';

/** `gl` only where a graphics card draws it: measured 10 times slower than `lite` without one. `?map=gl|lite` decides by hand. */
export function bestEngine(): 'gl' | 'lite' {
  const asked = new URLSearchParams(location.search).get('map');
  if (asked === 'gl' || asked === 'lite') return asked;
  const device = navigator as Navigator & { deviceMemory?: number; connection?: { saveData?: boolean } };
  if (device.connection?.saveData || (device.deviceMemory ?? 8) <= 2) return 'lite';
  return renderer() === 'card' ? 'gl' : 'lite';
}

async function groundFor(engine: 'gl' | 'lite', element: HTMLElement, options: MapOptions): Promise<Ground> {
  if (engine === 'gl') {
    try {
      return (await import('./gl')).glGround(element, options);
    } catch (error) {
      console.warn('The map falls back to the light engine:', error);
      element.replaceChildren();
    }
  }
  return (await import('./lite')).liteGround(element, options);
}

/** Fills `element` with a map. The element needs a height of its own. */
export async function createMap(element: HTMLElement, options: MapOptions): Promise<MapView> {
  element.classList.add('map');
  const ground = document.createElement('div');
  ground.className = 'map-ground';
  element.replaceChildren(ground);
  if (options.label) {
    element.setAttribute('role', 'region');
    element.setAttribute('aria-label', options.label);
  }
  return new Overlay(await groundFor(bestEngine(), ground, options), options);
}
