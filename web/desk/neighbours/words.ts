/** The words of handovers. */
import { t } from '../../shared/words';
import type { Handover, HandoverState } from './handovers.svelte';

export const handoverName = (state: HandoverState): string =>
  ({
    offered: t('Waiting for an answer'), overdue: t('No answer in time'), withdrawing: t('Taking it back…'),
    accepted: t('Accepted'), returned: t('Returned'), withdrawn: t('Taken back'),
  })[state];

/** How it stands, in words: of an offered incident, or of a unit that was asked for. */
export const nameOf = (one: Handover): string =>
  one.unit && one.state === 'accepted' ? t('Granted') : one.unit && one.state === 'returned' ? t('Refused') : handoverName(one.state);

/** A part of the dossier that a treaty withholds. */
export const partName = (part: string): string =>
  ({ contact: t('contact data'), words: t('what people wrote'), conversation: t('the conversation'), media: t('photos and videos') })[part] ?? part;

/** Why it came back: a desk's own words in quotation marks, or ours where a rule said no. */
export const reasonOf = (reason: string): string =>
  ({
    'no-treaty': t('They have no treaty with us.'), 'no-unit-treaty': t('Their treaty with us has no units.'),
    'unit-off': t('The unit is not on duty.'), over: t('They need no more help.'),
  })[reason] ?? `“${reason}”`;
