/** Second tap: where. By the phone's position, by a pin or by an address; and who will answer there, said at once. */
import type { Place as Found } from '../shared/place';
import { el, need, say } from '../shared/dom';
import { t } from '../shared/words';
import { calls, icon } from './dom';
import { alreadyAllowed, locate, POOR_M, type Fix, type GpsRefusal } from './gps';
import { AddressField } from './suggest';

export type Place = { lon: number; lat: number; accuracy_m: number | null; label: string; served: boolean | null };
type Source = 'gps' | 'pin' | 'address';
export type Here = {
  served: boolean;
  municipality: { code: string; name: string } | null;
  zone: { code: string; name: string } | null;
  address: string | null;
  numbers: { name: string; number: string }[];
  message: string;
};

export class Where {
  place: Place | null = null;
  private stopGps = (): void => undefined;
  private map: import('./pin').Pin | null = null;
  private readonly address: AddressField;

  constructor(private readonly changed: () => void) {
    this.address = new AddressField(
      () => this.place,
      (found) => this.chose(found),
      () => {
        this.leaveGps();
        if (this.place) this.set(null, 'address');
      },
    );
    need('gps').addEventListener('click', () => this.locate());
    need('pin').addEventListener('click', () => void this.toggleMap());
  }

  get typed(): string {
    return this.address.text;
  }

  suggest(): void {
    void this.address.look();
  }

  /** Puts a place back that was chosen before: of a refused report, or of a page loaded again. */
  restore({ lon, lat, label }: Pick<Place, 'lon' | 'lat' | 'label'>): void {
    this.leaveGps();
    this.address.text = label;
    this.set({ lon, lat, label, accuracy_m: null, served: null }, 'address');
  }

  /** Takes up what the form already says; else the phone's position, when asking opens no question. */
  async start(): Promise<void> {
    const lon = Number(field('lon').value);
    if (lon) this.restore({ lon, lat: Number(field('lat').value), label: this.typed });
    else if (!this.typed && (await alreadyAllowed())) this.locate();
  }

  private set(next: Place | null, from: Source): void {
    this.place = next;
    for (const name of ['lon', 'lat', 'accuracy_m'] as const) field(name).value = next?.[name] == null ? '' : String(next[name]);
    need('where').dataset.from = next ? from : '';
    if (next) {
      void this.ask(next, from);
      if (from !== 'pin') this.map?.point(next);
    } else say(need('here'));
    this.changed();
  }

  private async ask(asked: Place, from: Source): Promise<void> {
    const here = await whoServes(asked);
    if (this.place !== asked) return;
    asked.served = here?.served ?? null;
    // The address of a poor fix would be a guess that looks like knowledge.
    if (here?.address && from !== 'address' && (asked.accuracy_m ?? 0) <= POOR_M) {
      asked.label = here.address;
      this.address.text = here.address;
    }
    drawHere(here);
    this.changed();
  }

  private chose(found: Found): void {
    this.leaveGps();
    this.set({ lon: found.lon, lat: found.lat, label: found.label, accuracy_m: null, served: null }, 'address');
    const doubt = doubtAbout(found);
    if (doubt) say(need('fix'), icon('warning'), doubt);
  }

  private locate(): void {
    this.leaveGps();
    need('gps').setAttribute('aria-busy', 'true');
    say(need('fix'), t('Looking for your position…'));
    this.stopGps = locate(
      (fix, final) => {
        drawFix(fix, final);
        if (final) need('gps').removeAttribute('aria-busy');
        this.set({ ...fix, label: '', served: null }, 'gps');
      },
      (why) => {
        this.leaveGps();
        say(need('fix'), icon('warning'), refusal(why));
      },
    );
  }

  private leaveGps(): void {
    this.stopGps();
    say(need('fix'));
    need('gps').removeAttribute('aria-busy');
  }

  private async toggleMap(): Promise<void> {
    const opening = need('map').hidden;
    need('map').hidden = !opening;
    need('pin').setAttribute('aria-expanded', String(opening));
    if (!opening || this.map) return;
    const { openPin } = await import('./pin');
    this.map = await openPin(need('map'), this.place, (lon, lat) => {
      this.leaveGps();
      this.set({ lon, lat, accuracy_m: null, label: '', served: null }, 'pin');
    });
  }
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

/** A street without a number is a kilometre long: better said than guessed. */
function doubtAbout(found: Found): string | null {
  if (found.asked) return t('Number %(n)s is not known there. If this is not the place, mark the map.', { n: found.asked });
  return found.kind === 'street' ? t('That is the whole street. Add the number, or mark the map.') : null;
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
