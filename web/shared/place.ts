/** A place the town's own address search found. */
import { t } from './words';

export interface Place {
  label: string;
  kind: string;
  lon: number;
  lat: number;
  /** The house number that was typed, where nobody knows it there. */
  asked?: number | null;
}

/** A house number nobody knows is said, and not quietly replaced by another. */
export function numberNote(place: Place): string {
  if (!place.asked) return '';
  return place.kind === 'street' ? t('the whole street') : t('the known number nearest to %(n)s', { n: place.asked });
}
