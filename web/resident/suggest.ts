/** Suggests addresses while one types: a listbox that works with the keyboard and with a screen reader. */
import { el, need, say } from '../shared/dom';
import { type Place, numberNote } from '../shared/place';
import { t } from '../shared/words';

const SHORTEST = 3;
const PAUSE_MS = 220;

export class AddressField {
  private readonly field = need<HTMLInputElement>('address');
  private readonly list = need('suggestions');
  private found: Place[] = [];
  private active = -1;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;

  /** `near` biases the search; `chosen` gets the place; `typing` says that the old place is no longer meant. */
  constructor(
    private readonly near: () => { lon: number; lat: number } | null,
    private readonly chosen: (place: Place) => void,
    typing: () => void,
  ) {
    const field = this.field;
    field.required = false; // with a script, the position or the map will do as well
    for (const [name, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': this.list.id, 'aria-expanded': 'false' })) {
      field.setAttribute(name, value);
    }
    field.addEventListener('input', () => {
      typing();
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => void this.look(), PAUSE_MS);
    });
    field.addEventListener('keydown', (event) => this.press(event));
    field.addEventListener('blur', () => this.close());
    // The keyboard takes half of the screen: the list must open in the other half.
    field.addEventListener('focus', () => need('where').scrollIntoView({ block: 'start' }));
  }

  get text(): string {
    return this.field.value.trim();
  }

  set text(label: string) {
    this.field.value = label;
  }

  /** Asks for what is typed now; a slower answer to an older question is dropped. */
  async look(): Promise<void> {
    const turn = ++this.asked;
    if (this.text.length < SHORTEST) return this.close();
    const places = await search(this.text, this.near());
    if (turn !== this.asked) return;
    if (places === null) {
      this.close();
      return say(need('fix'), t('Without connection we cannot look up the address. Use "I am here" or the map.'));
    }
    this.found = places;
    this.active = -1;
    this.draw();
    if (!places.length) say(need('fix'), t('We do not find that address. Try the street with its number, a corner, or the map.'));
  }

  private press(event: KeyboardEvent): void {
    if (event.key === 'Escape') return this.close();
    if (event.key === 'Enter') {
      event.preventDefault();
      if (this.list.hidden) void this.look();
      else this.choose(this.found[Math.max(0, this.active)]!);
    }
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !this.list.hidden) {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.active = (Math.max(this.active, step > 0 ? -1 : 0) + step + this.found.length) % this.found.length;
      this.draw();
    }
  }

  private choose(place: Place): void {
    this.field.value = place.label;
    this.close();
    this.chosen(place);
  }

  private draw(): void {
    const options = this.found.map((place, at) => this.option(place, at));
    this.list.replaceChildren(...options);
    this.list.hidden = !options.length;
    this.field.setAttribute('aria-expanded', String(!!options.length));
    if (this.active >= 0) this.field.setAttribute('aria-activedescendant', `place-${this.active}`);
    options[this.active]?.scrollIntoView({ block: 'nearest' });
  }

  private option(place: Place, at: number): HTMLElement {
    const said = numberNote(place);
    const choose = (event: Event): void => {
      // Before blur, or the list would be gone when the finger lifts.
      event.preventDefault();
      this.choose(place);
    };
    return el('li', { role: 'option', id: `place-${at}`, 'aria-selected': String(at === this.active), onmousedown: choose }, el('span', {}, place.label), said ? el('small', {}, said) : null);
  }

  private close(): void {
    this.list.hidden = true;
    this.active = -1;
    this.field.setAttribute('aria-expanded', 'false');
    this.field.removeAttribute('aria-activedescendant');
  }
}

async function search(text: string, near: { lon: number; lat: number } | null): Promise<Place[] | null> {
  const query = new URLSearchParams({ q: text, municipality: need('report').dataset.municipality ?? '' });
  if (near) {
    query.set('lon', near.lon.toFixed(6));
    query.set('lat', near.lat.toFixed(6));
  }
  try {
    const answer = await fetch(`/api/v1/places/search?${query}`, { signal: AbortSignal.timeout(8_000) });
    return answer.ok ? ((await answer.json()) as Place[]) : null;
  } catch {
    return null;
  }
}
