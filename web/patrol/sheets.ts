/** The three questions a crew is asked, each a sheet with large answers: how it ended, why not, and which navigator. */
import { el, need } from '../shared/dom';
import { iconElement } from '../shared/icons';
import { OUTCOMES, outcomeName } from '../shared/outcomes';
import { t } from '../shared/words';
import type { Incident } from './types';

export type Ending = { outcome: string; note: string };

/** Resolves to null when the sheet is closed without an answer. */
export function askEnding(): Promise<Ending | null> {
  const icons = { attended: 'check', no_finding: 'eye', false_report: 'flag', duplicate: 'layers', referred: 'share' };
  const choices = OUTCOMES.map((code): [string, string, string] => [code, icons[code], outcomeName(code)]);
  return ask(t('How did it end?'), choices, t('Finish')).then((answer) => answer && { outcome: answer.choice, note: answer.note });
}

export function askRefusal(): Promise<string | null> {
  const choices: [string, string, string][] = [
    ['busy', 'hourglass', t('Attending something else')],
    ['broken', 'warning', t('Vehicle out of order')],
    ['far', 'navigation', t('Too far away')],
    ['other', 'more', t('Another reason')],
  ];
  const words = new Map(choices.map(([code, , label]) => [code, label]));
  return ask(t('Why can you not go?'), choices, t('Decline')).then((answer) => answer && [words.get(answer.choice), answer.note].filter(Boolean).join(': '));
}

/** Own map apps differ from phone to phone: the person chooses, we only hand over the place. */
export function askNavigator(incident: Incident): void {
  const at = `${incident.lat.toFixed(6)},${incident.lon.toFixed(6)}`;
  const links: [string, string, string][] = [
    [`https://www.google.com/maps/dir/?api=1&travelmode=driving&destination=${at}`, 'navigation', 'Google Maps'],
    [`https://waze.com/ul?navigate=yes&ll=${at}`, 'car', 'Waze'],
    [`geo:${at}?q=${at}(${encodeURIComponent(incident.number)})`, 'map', t('Another app')],
  ];
  const sheet = open(t('Navigate with'));
  for (const [href, name, label] of links) {
    sheet.body.append(el('a', { class: 'choice', href, target: '_blank', rel: 'noopener noreferrer', onclick: () => sheet.close() }, iconElement(name, 26), label));
  }
}

type Answer = { choice: string; note: string };

function ask(title: string, choices: [string, string, string][], action: string): Promise<Answer | null> {
  return new Promise((resolve) => {
    const sheet = open(title, () => resolve(null));
    const note = el('textarea', { class: 'input', name: 'note', rows: '2', maxlength: '1000', placeholder: t('Note (optional)'), 'aria-label': t('Note (optional)') }) as HTMLTextAreaElement;
    const form = el('form', { class: 'choices' },
      ...choices.map(([value, name, label], at) =>
        el('label', { class: 'choice' }, el('input', { type: 'radio', name: 'choice', value, checked: at === 0, required: true }), iconElement(name, 26), el('span', {}, label)),
      ),
      note,
      el('button', { class: 'button primary huge' }, action),
    ) as HTMLFormElement;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      resolve({ choice: String(new FormData(form).get('choice')), note: note.value.trim() });
      sheet.close();
    });
    sheet.body.append(form);
  });
}

function open(title: string, closed?: () => void) {
  const dialog = need<HTMLDialogElement>('sheet');
  const close = (): void => dialog.close();
  const body = el('div', { class: 'sheet-body' });
  const button = el('button', { type: 'button', class: 'button bare square', 'aria-label': t('Close'), onclick: close }, iconElement('close', 26));
  dialog.replaceChildren(el('header', {}, el('h2', { id: 'sheet-title' }, title), button), body);
  dialog.onclose = () => closed?.();
  // A tap on the dark around the sheet closes it, as phones do.
  dialog.onclick = (event) => {
    if (event.target === dialog) close();
  };
  dialog.showModal();
  return { body, close };
}
