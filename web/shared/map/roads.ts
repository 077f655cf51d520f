/** How streets look by class, for both engines. Ordered from the narrowest to the widest, as they are painted. */

export interface RoadLook {
  name: string;
  classes: readonly string[];
  colour: 'minor' | 'major' | 'rail';
  /** Pixels at the level where it appears, and close up. */
  thin: number;
  thick: number;
  /** First level drawn, first level named (Leaflet's counting). */
  from: number;
  named: number;
  text: number;
}

export const ROADS: readonly RoadLook[] = [
  { name: 'rail', classes: ['rail'], colour: 'rail', thin: 0.6, thick: 3, from: 11, named: 18, text: 10 },
  { name: 'path', classes: ['footway', 'path', 'pedestrian', 'cycleway', 'steps', 'track'], colour: 'minor', thin: 0.4, thick: 3, from: 15, named: 17, text: 10 },
  { name: 'minor', classes: ['residential', 'living_street', 'service', 'unclassified', 'road', 'street', 'lane', 'local', 'busway'], colour: 'minor', thin: 0.7, thick: 9, from: 13, named: 15.5, text: 11 },
  { name: 'middle', classes: ['tertiary', 'tertiary_link', 'secondary', 'secondary_link', 'collector'], colour: 'minor', thin: 1.2, thick: 13, from: 11, named: 14.5, text: 11.5 },
  { name: 'major', classes: ['primary', 'primary_link', 'trunk', 'trunk_link', 'motorway', 'motorway_link', 'avenue', 'highway'], colour: 'major', thin: 1.7, thick: 17, from: 8, named: 13.5, text: 12 },
];

/** Towns and quarters are named from afar; schools and squares only close up. */
export const PLACES = [
  { classes: ['town'], from: 10, text: 15 },
  { classes: ['zone'], from: 13, text: 12 },
] as const;
export const SMALL_PLACES = { from: 16, text: 11 } as const;
