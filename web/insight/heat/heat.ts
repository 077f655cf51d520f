/** Starts the heat map in the page that the server rendered. */
import { mount } from 'svelte';
import HeatView from './HeatMap.svelte';
import type { Config } from './types';

const place = document.getElementById('heat');
const text = document.getElementById('config')?.textContent;

if (place && text) mount(HeatView, { target: place, props: { config: JSON.parse(text) as Config } });
