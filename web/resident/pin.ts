/** The map under a finger, loaded only when somebody touches "on the map": always the light engine, it has to come through 3G. */
import { el } from '../shared/dom';
import '../shared/map/map.css';
import { liteGround } from '../shared/map/lite';
import { Overlay } from '../shared/map/overlay';
import type { LonLat } from '../shared/map';
import { onTheme, theme } from '../shared/theme';
import { t } from '../shared/words';

export type Pin = { point(at: { lon: number; lat: number; accuracy_m: number | null }): void };

const STREET_ZOOM = 17;
const TOWN_ZOOM = 14;
type Config = { map_url?: string; centre: LonLat | { lon: number; lat: number } };

export async function openPin(box: HTMLElement, place: { lon: number; lat: number; accuracy_m: number | null } | null, moved: (lon: number, lat: number) => void): Promise<Pin> {
  const config = JSON.parse(document.getElementById('config')!.textContent!) as Config;
  const town: LonLat = Array.isArray(config.centre) ? config.centre : [config.centre.lon, config.centre.lat];
  const ground = el('div', { class: 'map-ground' });
  const tip = el('p', { class: 'map-tip' }, t('Tap the place, or drag the pin'));
  box.replaceChildren(ground, tip);
  box.setAttribute('role', 'region');
  box.setAttribute('aria-label', t('Map to mark the place'));
  const options = { mapUrl: config.map_url ?? '', theme: theme(), centre: place ? ([place.lon, place.lat] as LonLat) : town, zoom: place ? STREET_ZOOM : TOWN_ZOOM };
  const map = new Overlay(liteGround(ground, options), options);
  map.pick(true);
  if (place) map.setPoint([place.lon, place.lat], place.accuracy_m);
  map.on('point', ([lon, lat]) => {
    tip.hidden = true;
    map.setPoint([lon, lat]);
    moved(lon, lat);
  });
  onTheme((now) => map.setTheme(now));
  return {
    point: ({ lon, lat, accuracy_m }) => {
      map.setPoint([lon, lat], accuracy_m);
      map.flyTo([lon, lat], STREET_ZOOM);
    },
  };
}
