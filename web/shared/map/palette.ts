/** Colours of streets and pins, by theme. One place, so that both engines and the pins agree. */
import type { Theme } from '../theme';
import type { Letter } from './types';

export interface Palette {
  land: string; water: string; park: string; block: string; served: string; border: string;
  minor: string; major: string; casing: string; rail: string;
  text: string; halo: string; place: string;
  ink: string; paper: string; shade: string;
  priority: Record<number, string>;
  unit: Record<string, string>;
  selected: string;
  letter: Record<Letter, string>;
}

export const PALETTES: Record<Theme, Palette> = {
  light: {
    land: '#e9edf3', water: '#b9d3ea', park: '#d3e6d0', block: '#f3f5f9', served: '#f3f5f9', border: '#8a6bbd',
    minor: '#ffffff', major: '#fff3d6', casing: '#ccd4e1', rail: '#b4bccb',
    text: '#43506b', halo: '#ffffff', place: '#5a6781',
    ink: '#13203a', paper: '#ffffff', shade: 'rgb(19 32 58 / .28)',
    priority: { 1: '#c4232f', 2: '#c2590c', 3: '#1d63c2', 4: '#5a6781' },
    unit: { free: '#1b7541', offered: '#6a45c0', accepted: '#6a45c0', moving: '#0b6f86', on_scene: '#13203a', off: '#8a94a6' },
    selected: '#f4b43f',
    letter: { A: '#1d63c2', B: '#b5500a', C: '#1b7541', D: '#6a45c0', E: '#0b6f86', F: '#5a6781' },
  },
  dark: {
    land: '#0c1422', water: '#12304a', park: '#132a26', block: '#111b2c', served: '#111b2c', border: '#7a63ad',
    minor: '#24334c', major: '#3a4a68', casing: '#0a111d', rail: '#2c3a52',
    text: '#a9b6cc', halo: '#0c1422', place: '#8393af',
    ink: '#e9eef7', paper: '#0c1422', shade: 'rgb(0 0 0 / .5)',
    priority: { 1: '#f2545b', 2: '#f08c3a', 3: '#5b9bf5', 4: '#8b9ab5' },
    unit: { free: '#4fc583', offered: '#a88bfa', accepted: '#a88bfa', moving: '#46bdd6', on_scene: '#e9eef7', off: '#6b7a94' },
    selected: '#f4b43f',
    letter: { A: '#7db2ff', B: '#ff9d57', C: '#62d394', D: '#b89cff', E: '#5ecbe3', F: '#9ba9c1' },
  },
};
