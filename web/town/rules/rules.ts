/** Starts the editor of the assignment rules in the page that the server rendered. */
import { mount } from 'svelte';
import RulesView from './Rules.svelte';
import type { Config } from './types';

const place = document.getElementById('rules');
const text = document.getElementById('config')?.textContent;

if (place && text) mount(RulesView, { target: place, props: { config: JSON.parse(text) as Config } });
