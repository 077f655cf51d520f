/** The whole map style in one function: our basemap's seven layers, light or dark. */
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import medium from '@fontsource/inter/files/inter-latin-500-normal.woff2?url';
import semibold from '@fontsource/inter/files/inter-latin-600-normal.woff2?url';
import type { Theme } from '../theme';
import { PALETTES, type Palette } from './palette';
import { PLACES, ROADS, SMALL_PLACES, type RoadLook } from './roads';

const absolute = (url: string): string => new URL(url, location.href).href;

/** Width in pixels that doubles with each level, as the ground does. */
const width = (look: RoadLook, extra = 0): ExpressionSpecification =>
  ['interpolate', ['exponential', 1.6], ['zoom'], 11, look.thin * 0.6 + extra * 0.5, 14, look.thin * 2 + extra, 17, look.thick + extra];

function roads(p: Palette): LayerSpecification[] {
  const of = (look: RoadLook): ExpressionSpecification => ['in', ['get', 'class'], ['literal', [...look.classes]]];
  const line = (look: RoadLook, part: 'casing' | 'fill'): LayerSpecification => ({
    id: `road-${look.name}-${part}`, type: 'line', source: 'town', 'source-layer': 'road', minzoom: look.from - 1, filter: of(look),
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': part === 'casing' ? p.casing : p[look.colour], 'line-width': width(look, part === 'casing' ? 1.6 : 0) },
  });
  return [...ROADS.map((look) => line(look, 'casing')), ...ROADS.map((look) => line(look, 'fill'))];
}

function labels(p: Palette): LayerSpecification[] {
  const paint = { 'text-color': p.text, 'text-halo-color': p.halo, 'text-halo-width': 1.6 };
  const street = (look: RoadLook): LayerSpecification => ({
    id: `road-${look.name}-name`, type: 'symbol', source: 'town', 'source-layer': 'road', minzoom: look.named - 1,
    filter: ['all', ['has', 'name'], ['in', ['get', 'class'], ['literal', [...look.classes]]]],
    layout: { 'symbol-placement': 'line', 'text-field': ['get', 'name'], 'text-font': ['Inter Medium'], 'text-size': look.text, 'symbol-spacing': 320, 'text-padding': 4 },
    paint,
  });
  const place = (id: string, size: number, from: number, filter: ExpressionSpecification): LayerSpecification => ({
    id: `place-${id}`, type: 'symbol', source: 'town', 'source-layer': 'place', minzoom: from - 1, filter,
    layout: { 'text-field': ['get', 'name'], 'text-font': ['Inter SemiBold'], 'text-size': size, 'text-max-width': 8 },
    paint: { ...paint, 'text-color': p.place },
  });
  return [
    ...[...ROADS].reverse().map(street),
    ...PLACES.map((look) => place(look.classes[0], look.text, look.from, ['==', ['get', 'class'], look.classes[0]])),
    place('small', SMALL_PLACES.text, SMALL_PLACES.from, ['!', ['in', ['get', 'class'], ['literal', PLACES.map((look) => look.classes[0])]]]),
  ];
}

export function glStyle(mapUrl: string, theme: Theme): StyleSpecification {
  const p = PALETTES[theme];
  const area = (layer: string, colour: string): LayerSpecification => ({ id: layer, type: 'fill', source: 'town', 'source-layer': layer, paint: { 'fill-color': colour } });
  const style = {
    version: 8,
    sources: { town: { type: 'vector', url: `pmtiles://${absolute(mapUrl)}` } },
    'font-faces': { 'Inter Medium': [{ url: absolute(medium) }], 'Inter SemiBold': [{ url: absolute(semibold) }] },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': p.land } },
      area('land', p.served), area('block', p.block), area('park', p.park), area('water', p.water),
      ...roads(p),
      { id: 'border', type: 'line', source: 'town', 'source-layer': 'border', paint: { 'line-color': p.border, 'line-width': 1.8, 'line-dasharray': [3, 2] } },
      ...labels(p),
    ],
  };
  return style as unknown as StyleSpecification; // the published type does not know `font-faces` yet
}
