/** The streets by Leaflet on plain canvas: for machines without a graphics card, and small phones. */
import 'leaflet/dist/leaflet.css';
import L from 'leaflet';
import { leafletLayer } from 'protomaps-leaflet';
import type { Theme } from '../theme';
import { t } from '../words';
import { liteLabels, litePaint } from './liteStyle';
import { PALETTES } from './palette';
import type { Ground, GroundListeners, LonLat, MapOptions } from './types';

const latLng = ([lon, lat]: LonLat): L.LatLngTuple => [lat, lon];

function streets(mapUrl: string, theme: Theme): L.Layer {
  const layer = leafletLayer({
    url: new URL(mapUrl, location.href).href,
    paintRules: litePaint(theme),
    labelRules: liteLabels(theme),
    backgroundColor: PALETTES[theme].land,
    maxDataZoom: 15,
    attribution: '',
    tileDelay: 0,
  });
  return layer as unknown as L.Layer; // published as a plain object, it is a Leaflet GridLayer
}

export function liteGround(element: HTMLElement, options: MapOptions): Ground {
  const movable = options.movable ?? true;
  const map = L.map(element, {
    center: latLng(options.centre), zoom: options.zoom ?? 14, minZoom: 9, maxZoom: 19, zoomControl: false, attributionControl: false,
    zoomAnimation: false, fadeAnimation: false, // our own layer cannot be scaled with the tiles
    dragging: movable, scrollWheelZoom: movable, doubleClickZoom: movable, boxZoom: false, keyboard: movable, touchZoom: movable,
  });
  if (movable) L.control.zoom({ position: 'topright', zoomInTitle: t('Closer'), zoomOutTitle: t('Farther') }).addTo(map);
  if (options.bbox && options.zoom === undefined) fit(map, options.bbox, 24);
  let layer = streets(options.mapUrl, options.theme).addTo(map);
  const resized = new ResizeObserver(() => map.invalidateSize({ pan: false }));
  resized.observe(element);
  return {
    engine: 'lite',
    stage: element,
    zoom: () => map.getZoom(),
    centre: () => { const { lng, lat } = map.getCenter(); return [lng, lat]; },
    project: (at) => { const { x, y } = map.latLngToContainerPoint(latLng(at)); return [x, y]; },
    unproject: (x, y) => { const { lng, lat } = map.containerPointToLatLng([x, y]); return [lng, lat]; },
    flyTo: (to, zoom, calm) => {
      const level = zoom === undefined ? map.getZoom() : Math.min(19, Math.round(zoom));
      if (level === map.getZoom()) map.panTo(latLng(to), { animate: !calm, duration: 0.3 });
      else map.setView(latLng(to), level, { animate: false });
    },
    fit: (box) => fit(map, box, 48),
    setTheme: (theme) => {
      const old = layer;
      layer = streets(options.mapUrl, theme).addTo(map);
      old.remove();
    },
    listen: (to) => listen(map, to, () => layer),
    destroy: () => { resized.disconnect(); map.remove(); },
  };
}

function fit(map: L.Map, [west, south, east, north]: readonly [number, number, number, number], padding_px: number): void {
  map.fitBounds([[south, west], [north, east]], { padding: [padding_px, padding_px], animate: false, maxZoom: 17 });
}

function listen(map: L.Map, to: GroundListeners, layer: () => L.Layer): void {
  map.on('move zoom viewreset resize', to.moved);
  map.on('moveend', () => { to.moved(); to.rested(); });
  map.on('dragstart', to.touched);
  map.on('click', (event) => to.clicked(event.containerPoint.x, event.containerPoint.y));
  layer().once('load', to.ready);
}
