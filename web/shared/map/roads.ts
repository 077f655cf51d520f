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
  { name: 'path', classes: ['footway', 'path', 'pedestrian', 'cycleway', 'steps', 'track'], colour: 'minor', thin: 0.4, thick: 3, from: 15, named: 17, text: 10 },
  { name: 'minor', classes: ['residential', 'living_street', 'service', 'unclassified', 'road', 'street', 'lane', 'local'], colour: 'minor', thin: 0.7, thick: 9, from: 13, named: 15.5, text: 11 },
  { name: 'middle', classes: ['tertiary', 'tertiary_link', 'secondary', 'secondary_link', 'collector'], colour: 'minor', thin: 1.2, thick: 13, from: 11, named: 14.5, text: 11.5 },
  { name: 'major', classes: ['primary', 'primary_link', 'trunk', 'trunk_link', 'motorway', 'motorway_link', 'avenue', 'highway'], colour: 'major', thin: 1.7, thick: 17, from: 8, named: 13.5, text: 12 },
];
