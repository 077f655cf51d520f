/** Suggests addresses while one types: a listbox that works with the keyboard and with a screen reader. */
import { el, need, say } from '../shared/dom';
import { t } from '../shared/words';

export type Suggestion = { label: string; lon: number; lat: number; kind: string };

const SHORTEST = 3;
const PAUSE_MS = 220;

/** `near` biases the search; `chosen` gets the place; `typing` says that the old place is no longer meant. */
export function setupSuggest(near: () => { lon: number; lat: number } | null, chosen: (place: Suggestion) => void, typing: () => void) {
  const field = need<HTMLInputElement>('address');
  const list = need('suggestions');
  let found: Suggestion[] = [];
  let active = -1;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;
  field.required = false; // with a script, the position or the map will do as well
  for (const [name, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': list.id, 'aria-expanded': 'false' })) {
    field.setAttribute(name, value);
  }

  const close = (): void => {
    list.hidden = true;
    active = -1;
    field.setAttribute('aria-expanded', 'false');
    field.removeAttribute('aria-activedescendant');
  };
  const choose = (place: Suggestion): void => {
    field.value = place.label;
    close();
    chosen(place);
  };
  const draw = (): void => {
    const options = found.map((place, at) =>
      el('li', { role: 'option', id: `place-${at}`, 'aria-selected': String(at === active), onpointerdown: (event) => {
        // Before blur, or the list would be gone when the finger lifts.
        event.preventDefault();
        choose(place);
      } }, place.label),
    );
    list.replaceChildren(...options);
    list.hidden = !found.length;
    field.setAttribute('aria-expanded', String(!!found.length));
    if (active >= 0) field.setAttribute('aria-activedescendant', `place-${active}`);
    options[active]?.scrollIntoView({ block: 'nearest' });
  };
  const look = async (): Promise<void> => {
    const text = field.value.trim();
    const turn = ++asked;
    if (text.length < SHORTEST) return close();
    const places = await search(text, near());
    if (turn !== asked) return;
    if (places === null) {
      close();
      return say(need('fix'), t('Without connection we cannot look up the address. Use "I am here" or the map.'));
    }
    found = places;
    active = -1;
    draw();
    if (!found.length) say(need('fix'), t('We do not find that address. Try the street with its number, a corner, or the map.'));
  };

  field.addEventListener('input', () => {
    typing();
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE_MS);
  });
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') return close();
    if (event.key === 'Enter') {
      event.preventDefault();
      if (list.hidden) void look();
      else choose(found[Math.max(0, active)]!);
    }
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !list.hidden) {
      event.preventDefault();
      active = (active + (event.key === 'ArrowDown' ? 1 : -1) + found.length) % found.length;
      draw();
    }
  });
  field.addEventListener('blur', close);
  // The keyboard takes half of the screen: the list must open in the other half.
  field.addEventListener('focus', () => need('where').scrollIntoView({ block: 'start' }));
  return { look, show: (label: string) => (field.value = label), text: () => field.value.trim() };
}

async function search(text: string, near: { lon: number; lat: number } | null): Promise<Suggestion[] | null> {
  const query = new URLSearchParams({ q: text, municipality: need('report').dataset.municipality ?? '' });
  if (near) {
    query.set('lon', near.lon.toFixed(6));
    query.set('lat', near.lat.toFixed(6));
  }
  try {
    const answer = await fetch(`/api/v1/places/search?${query}`, { signal: AbortSignal.timeout(8_000) });
    return answer.ok ? ((await answer.json()) as Suggestion[]) : null;
  } catch {
    return null;
  }
}
