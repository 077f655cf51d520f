/** How an incident may end, in the one word that desk, crew and reporter read for it. */
import { t } from './words';

export const OUTCOMES = ['attended', 'no_finding', 'false_report', 'duplicate', 'referred'] as const;

export const outcomeName = (outcome: string): string =>
  ({
    attended: t('Attended'), no_finding: t('Nothing found'), false_report: t('False report'),
    duplicate: t('Duplicate'), referred: t('Referred to another service'),
  })[outcome] ?? outcome;
