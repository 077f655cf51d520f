/** The map of a task: own position and destination, on the light engine that every phone carries. */
import '../shared/map/map.css';
import { liteGround } from '../shared/map/lite';
import type { LonLat } from '../shared/map';
import { Overlay } from '../shared/map/overlay';
import { onTheme, theme } from '../shared/theme';
import { t } from '../shared/words';
import type { Incident, Unit } from './types';

export interface Chart {
  show(unit: Unit, at: { lon: number; lat: number } | null, incident: Incident): void;
}

const NEAR_ZOOM = 16;

export function openChart(box: HTMLElement, mapUrl: string, first: Incident): Chart {
  const options = { mapUrl, theme: theme(), centre: [first.lon, first.lat] as LonLat, zoom: NEAR_ZOOM };
  const ground = document.createElement('div');
  ground.className = 'map-ground';
  box.replaceChildren(ground);
  box.setAttribute('role', 'region');
  box.setAttribute('aria-label', t('Map with my position and the destination'));
  const map = new Overlay(liteGround(ground, options), options);
  onTheme((now) => map.setTheme(now));
  let framed = 0;
  let touched = false;
  map.on('touch', () => (touched = true));
  return {
    show: (unit, at, incident) => {
      map.setPins([{ id: String(incident.id), lon: incident.lon, lat: incident.lat, priority: incident.priority, stage: 'assigned', icon: incident.category.icon }]);
      map.select(String(incident.id));
      if (at) map.setUnits([{ id: String(unit.id), lon: at.lon, lat: at.lat, kind: unit.kind, state: unit.state, stale: false, label: unit.call_sign }]);
      // Both in view once per task; after that the hand of the person rules.
      if (at && framed !== incident.id && !touched) {
        framed = incident.id;
        map.fit([Math.min(at.lon, incident.lon), Math.min(at.lat, incident.lat), Math.max(at.lon, incident.lon), Math.max(at.lat, incident.lat)]);
      }
    },
  };
}
