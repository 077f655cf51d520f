/** The calendar's form: countries by their name in the reader's language, and the regions of the one that is chosen. */
import './town';

const countries = document.querySelector<HTMLSelectElement>('select[name="country"]');
const regions = document.querySelector<HTMLSelectElement>('select[name="subdivision"]');

if (countries) nameCountries(countries);
countries?.addEventListener('change', () => void offerRegions());

function nameCountries(select: HTMLSelectElement): void {
  const names = new Intl.DisplayNames([document.documentElement.lang || 'es'], { type: 'region' });
  const [none, ...known] = [...select.options];
  for (const option of known) option.textContent = names.of(option.value) ?? option.value;
  const byName = new Intl.Collator(document.documentElement.lang || 'es').compare;
  known.sort((one, other) => byName(one.text, other.text));
  const held = select.value;
  select.replaceChildren(...(none ? [none] : []), ...known);
  select.value = held;
}

async function offerRegions(): Promise<void> {
  if (!countries || !regions) return;
  const asked = countries.value;
  const answer = await fetch(`/town/calendar/regions?country=${encodeURIComponent(asked)}`).catch(() => null);
  if (!answer?.ok || countries.value !== asked) return; // without an answer the server refuses a region that does not fit
  const found = ((await answer.json()) as { regions: { code: string; name: string }[] }).regions;
  const [whole] = regions.options;
  regions.replaceChildren(...(whole ? [whole] : []), ...found.map(({ code, name }) => new Option(name, code)));
  regions.value = '';
}
