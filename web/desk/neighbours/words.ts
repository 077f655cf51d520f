/** The words of handovers. */
import { t } from '../../shared/words';
import type { HandoverState } from './handovers.svelte';

export const handoverName = (state: HandoverState): string =>
  ({
    offered: t('Waiting for an answer'), overdue: t('No answer in time'), withdrawing: t('Taking it back…'),
    accepted: t('Accepted'), returned: t('Returned'), withdrawn: t('Taken back'),
  })[state];

/** A part of the dossier that a treaty withholds. */
export const partName = (part: string): string =>
  ({ contact: t('contact data'), words: t('what people wrote'), conversation: t('the conversation'), media: t('photos and videos') })[part] ?? part;

/** Why an offer came back: a desk's own words, or ours where the other town has no treaty. */
export const reasonOf = (reason: string): string => (reason === 'no-treaty' ? t('They have no treaty with us.') : reason);
