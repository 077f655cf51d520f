/** Second tap: where. By the phone's position, by a pin or by an address; and who will answer there, said at once. */
import { el, need, say } from '../shared/dom';
import { t } from '../shared/words';
import { calls, icon } from './dom';
import { alreadyAllowed, locate, POOR_M, type Fix, type GpsRefusal } from './gps';
import { setupSuggest } from './suggest';

export type Place = { lon: number; lat: number; accuracy_m: number | null; label: string; served: boolean | null };
export type Here = {
  served: boolean;
  municipality: { code: string; name: string } | null;
  zone: { code: string; name: string } | null;
  address: string | null;
  numbers: { name: string; number: string }[];
  message: string;
};

export function setupWhere(changed: () => void) {
  let place: Place | null = null;
  let stop = (): void => undefined;
  const button = need('gps');

  const set = (next: Place | null, from: 'gps' | 'pin' | 'address'): void => {
    place = next;
    for (const name of ['lon', 'lat', 'accuracy_m'] as const) field(name).value = next?.[name] == null ? '' : String(next[name]);
    need('where').dataset.from = next ? from : '';
    if (next) {
      void ask(next, from);
      if (from !== 'pin') map?.point(next);
    } else say(need('here'));
    changed();
  };
  const suggest = setupSuggest(
    () => place,
    (found) => {
      stop();
      quiet();
      set({ ...found, accuracy_m: null, served: null }, 'address');
      // A street without a number is a kilometre long: better said than guessed.
      if (found.kind === 'street') say(need('fix'), icon('warning'), t('That is the whole street. Add the number, or mark the map.'));
    },
    () => {
      stop();
      quiet();
      if (place) set(null, 'address');
    },
  );
  const ask = async (asked: Place, from: string): Promise<void> => {
    const here = await whoServes(asked);
    if (place !== asked) return;
    place.served = here?.served ?? null;
    // The address of a poor fix would be a guess that looks like knowledge.
    if (here?.address && from !== 'address' && (asked.accuracy_m ?? 0) <= POOR_M) {
      place.label = here.address;
      suggest.show(here.address);
    }
    drawHere(here);
    changed();
  };
  const quiet = (): void => {
    say(need('fix'));
    button.removeAttribute('aria-busy');
  };

  const gps = (): void => {
    stop();
    button.setAttribute('aria-busy', 'true');
    say(need('fix'), t('Looking for your position…'));
    stop = locate(
      (fix, final) => {
        drawFix(fix, final);
        if (final) button.removeAttribute('aria-busy');
        set({ ...fix, label: '', served: null }, 'gps');
      },
      (why) => {
        quiet();
        say(need('fix'), icon('warning'), refusal(why));
      },
    );
  };
  button.addEventListener('click', gps);

  let map: import('./pin').Pin | null = null;
  need('pin').addEventListener('click', async () => {
    const opening = need('map').hidden;
    need('map').hidden = !opening;
    need('pin').setAttribute('aria-expanded', String(opening));
    if (!opening || map) return;
    const { openPin } = await import('./pin');
    map = await openPin(need('map'), place, (lon, lat) => {
      stop();
      quiet();
      set({ lon, lat, accuracy_m: null, label: '', served: null }, 'pin');
    });
  });

  const restore = ({ lon, lat, label }: Pick<Place, 'lon' | 'lat' | 'label'>): void => {
    stop();
    suggest.show(label);
    set({ lon, lat, label, accuracy_m: null, served: null }, 'address');
  };
  void startFromBefore();
  async function startFromBefore(): Promise<void> {
    const lon = Number(field('lon').value);
    if (lon) restore({ lon, lat: Number(field('lat').value), label: suggest.text() });
    else if (!suggest.text() && (await alreadyAllowed())) gps();
  }
  return { place: () => place, typed: () => suggest.text(), look: () => suggest.look(), restore };
}

function field(name: string): HTMLInputElement {
  return need<HTMLFormElement>('report').elements.namedItem(name) as HTMLInputElement;
}

function drawFix(fix: Fix, final: boolean): void {
  const poor = fix.accuracy_m > POOR_M;
  const words = t('Accuracy ±%(metres)s m', { metres: fix.accuracy_m });
  const advice = poor ? t('Not precise enough to find you. Type the address or mark the map.') : final ? '' : t('Still improving…');
  say(need('fix'), el('b', { class: poor ? 'chip poor' : 'chip good' }, icon(poor ? 'warning' : 'gps'), words), advice && el('span', {}, advice));
}

function drawHere(here: Here | null): void {
  const box = need('here');
  if (!here) {
    return say(box, el('p', { class: 'serves' }, icon('wifi-off'), el('span', {}, t('We will check who attends this place when there is a connection.'))));
  }
  if (here.served) {
    const town = [here.municipality?.name, here.zone?.name].filter(Boolean).join(' · ');
    return say(box, el('p', { class: 'serves' }, icon('shield-check'), el('span', {}, t('Attended by'), ' ', el('b', {}, town))));
  }
  const words = el('div', {}, el('b', {}, t('Sereno is not used at this place')), el('p', {}, here.message || t('Please call:')), calls(here.numbers));
  say(box, el('div', { class: 'notice danger' }, icon('warning'), words));
}

function refusal(why: GpsRefusal): string {
  if (why === 'denied') return t('The location is not allowed on this phone. Type the address or mark the map.');
  if (why === 'unsupported') return t('This browser gives no location here. Type the address or mark the map.');
  return t('Your position was not found. Type the address or mark the map.');
}

async function whoServes(place: Place): Promise<Here | null> {
  const query = new URLSearchParams({ lon: place.lon.toFixed(6), lat: place.lat.toFixed(6) });
  try {
    const headers = { 'Accept-Language': document.documentElement.lang };
    const answer = await fetch(`/api/v1/places/here?${query}`, { headers, signal: AbortSignal.timeout(8_000) });
    return answer.ok ? ((await answer.json()) as Here) : null;
  } catch {
    return null;
  }
}
