/** Starts the desk in the page that the server rendered. */
import '../shared/fonts.css';
import './desk.css';
import { mount } from 'svelte';
import DeskView from './Desk.svelte';
import type { Config } from './types';

const place = document.getElementById('desk');
const text = document.getElementById('config')?.textContent;

if (place && text) {
  place.replaceChildren();
  mount(DeskView, { target: place, props: { config: JSON.parse(text) as Config } });
}
