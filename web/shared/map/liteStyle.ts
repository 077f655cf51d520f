/** The same two themes as glStyle.ts, as painting rules for protomaps-leaflet. */
import { CenteredTextSymbolizer, exp, LineLabelSymbolizer, LineSymbolizer, PolygonSymbolizer, type Feature, type LabelRule, type PaintRule } from 'protomaps-leaflet';
import type { Theme } from '../theme';
import { PALETTES } from './palette';
import { PLACES, ROADS, SMALL_PLACES, type RoadLook } from './roads';

const among = (look: RoadLook) => (_zoom: number, feature: Feature): boolean => look.classes.includes(String(feature.props.class));

const width = (look: RoadLook, extra = 0) =>
  exp(1.6, [[11, look.thin * 0.6 + extra * 0.5], [14, look.thin * 1.4 + extra], [18, look.thick + extra]]);

export function litePaint(theme: Theme): PaintRule[] {
  const p = PALETTES[theme];
  const area = (dataLayer: string, fill: string): PaintRule => ({ dataLayer, symbolizer: new PolygonSymbolizer({ fill }) });
  const line = (look: RoadLook, color: string, extra: number): PaintRule => ({
    dataLayer: 'road', minzoom: look.from, filter: among(look),
    symbolizer: new LineSymbolizer({ color, width: width(look, extra), lineCap: 'round', lineJoin: 'round' }),
  });
  return [
    area('land', p.served), area('block', p.block), area('park', p.park), area('water', p.water),
    ...ROADS.map((look) => line(look, p.casing, 1.6)),
    ...ROADS.map((look) => line(look, p[look.colour], 0)),
    { dataLayer: 'border', symbolizer: new LineSymbolizer({ color: p.border, width: 1.8, dash: [6, 4] }) },
  ];
}

export function liteLabels(theme: Theme): LabelRule[] {
  const p = PALETTES[theme];
  const look = { fill: p.text, stroke: p.halo, width: 2.5, lineHeight: 1.25, labelProps: ['name'] };
  const font = (weight: number, size: number) => `${weight} ${size}px Inter, system-ui, sans-serif`;
  const place = (size: number, from: number, filter: (zoom: number, feature: Feature) => boolean): LabelRule => ({
    dataLayer: 'place', minzoom: from, filter,
    symbolizer: new CenteredTextSymbolizer({ ...look, fill: p.place, font: font(600, size), maxLineChars: 16 }),
  });
  const large: readonly string[] = PLACES.map((one) => one.classes[0]);
  return [
    ...PLACES.map((one) => place(one.text, one.from, (_zoom, feature) => feature.props.class === one.classes[0])),
    place(SMALL_PLACES.text, SMALL_PLACES.from, (_zoom, feature) => !large.includes(String(feature.props.class))),
    ...[...ROADS].reverse().map((road): LabelRule => ({
      dataLayer: 'road', minzoom: Math.ceil(road.named), filter: among(road),
      symbolizer: new LineLabelSymbolizer({ ...look, font: font(500, road.text), repeatDistance: 500 }),
    })),
  ];
}
