/** The streets by MapLibre GL: smooth zoom and turned street names, where there is a graphics card. */
import 'maplibre-gl/dist/maplibre-gl.css';
import { addProtocol, AttributionControl, Map as GlMap, NavigationControl, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { Protocol } from 'pmtiles';
import { t } from '../words';
import { glStyle } from './glStyle';
import { renderer } from './renderer';
import type { Ground, GroundListeners, MapOptions } from './types';

const SOFTWARE_RATIO = 0.5; // without a graphics card half the pixels are the difference between usable and not

let prepared = false;

function prepare(): void {
  if (prepared) return;
  prepared = true;
  setWorkerUrl(new URL(workerUrl, import.meta.url).href);
  addProtocol('pmtiles', new Protocol().tile);
}

export function glGround(element: HTMLElement, options: MapOptions): Ground {
  prepare();
  const map = new GlMap({
    container: element,
    style: glStyle(options.mapUrl, options.theme),
    center: options.centre,
    zoom: options.zoom === undefined ? 13 : options.zoom - 1, // its tiles are 512 px wide: one level less than Leaflet's
    minZoom: 8,
    maxZoom: 18.5,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    interactive: options.movable ?? true,
    fadeDuration: 0,
    locale: { 'Map.Title': t('Map'), 'NavigationControl.ZoomIn': t('Closer'), 'NavigationControl.ZoomOut': t('Farther'), 'AttributionControl.ToggleAttribution': t('Sources of the map') },
    ...(renderer() === 'software' ? { pixelRatio: SOFTWARE_RATIO } : {}),
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new AttributionControl({ compact: true }));
  if (options.movable ?? true) map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
  if (options.bbox && options.zoom === undefined) map.fitBounds(options.bbox, { padding: 24, animate: false });
  return {
    engine: 'gl',
    stage: element,
    zoom: () => map.getZoom() + 1,
    centre: () => map.getCenter().toArray(),
    project: (at) => { const { x, y } = map.project(at); return [x, y]; },
    unproject: (x, y) => map.unproject([x, y]).toArray(),
    flyTo: (to, zoom, calm) => {
      const target = { center: to, ...(zoom === undefined ? {} : { zoom: zoom - 1 }) };
      if (calm) map.jumpTo(target);
      else map.easeTo({ ...target, duration: 450 });
    },
    fit: (box) => map.fitBounds(box, { padding: 48, animate: false, maxZoom: 16 }),
    setTheme: (theme) => map.setStyle(glStyle(options.mapUrl, theme)),
    listen: (to) => listen(map, to),
    destroy: () => map.remove(),
  };
}

function listen(map: GlMap, to: GroundListeners): void {
  map.on('move', to.moved);
  map.on('moveend', () => { to.moved(); to.rested(); });
  map.on('dragstart', to.touched);
  map.on('click', (event) => to.clicked(event.point.x, event.point.y));
  map.once('idle', to.ready);
}
