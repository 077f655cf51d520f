/** A call being taken: kept outside the panel, so that looking at another incident loses nothing. */
import { call, newId } from '../../shared/api';
import type { Place } from '../../shared/place';
import type { Card } from '../types';

type At = [lon: number, lat: number];

class PhoneForm {
  id = newId();
  category = $state('');
  address = $state('');
  text = $state('');
  callerName = $state('');
  callerPhone = $state('');
  point = $state.raw<At | null>(null);
  flyTo = $state.raw<At | null>(null);
  found = $state.raw<Place[]>([]);
  /** The sentence of the server about the point: which zone, or why not here. */
  here = $state('');
  outside = $state(false);
  private asking: AbortController | null = null;

  get ready(): boolean {
    return !!this.category && !!this.point && !this.outside;
  }

  get empty(): boolean {
    return !this.category && !this.point && !this.text && !this.callerName && !this.callerPhone && !this.address;
  }

  async search(municipality: string): Promise<void> {
    this.asking?.abort();
    const q = this.address.trim();
    if (q.length < 2) {
      this.found = [];
      return;
    }
    const asking = (this.asking = new AbortController());
    const query = new URLSearchParams({ q, municipality });
    if (this.point) {
      query.set('lon', String(this.point[0]));
      query.set('lat', String(this.point[1]));
    }
    try {
      this.found = await call<Place[]>(`/places/search?${query}`, { signal: asking.signal, timeout_ms: 5_000 });
    } catch {
      if (!asking.signal.aborted) this.found = [];
    }
  }

  choose(place: Place): void {
    this.address = place.label;
    this.found = [];
    this.point = [place.lon, place.lat];
    this.flyTo = this.point;
    void this.ask(false);
  }

  /** The pin was placed on the map: name the place. */
  pointed(at: At): void {
    this.point = at;
    void this.ask(true);
  }

  private async ask(name: boolean): Promise<void> {
    const at = this.point;
    if (!at) return;
    try {
      const here = await call<{ served: boolean; address: string | null; message: string; zone: { name: string } | null }>(`/places/here?lon=${at[0]}&lat=${at[1]}`);
      if (at !== this.point) return;
      this.outside = !here.served;
      this.here = here.served ? (here.zone?.name ?? '') : here.message;
      if (name && here.address) this.address = here.address;
    } catch {
      this.here = '';
    }
  }

  async send(): Promise<Card> {
    if (!this.point) throw new Error('no place');
    const caller = { ...(this.callerName ? { name: this.callerName } : {}), ...(this.callerPhone ? { phone: this.callerPhone } : {}) };
    const [lon, lat] = this.point;
    const body = { id: this.id, category: this.category, lon, lat, text: this.text, channel: 'phone', ...(Object.keys(caller).length ? { caller } : {}) };
    const card = await call<Card>('/incidents', { body });
    this.clear();
    return card;
  }

  clear(): void {
    this.id = newId();
    this.category = this.address = this.text = this.callerName = this.callerPhone = this.here = '';
    this.point = this.flyTo = null;
    this.outside = false;
    this.found = [];
  }
}

export const phoneForm = new PhoneForm();
