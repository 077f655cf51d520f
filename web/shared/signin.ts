/** The banner of the staff's pages when their session has ended: one sentence, and the way back in. */
import { el } from './dom';
import { iconElement } from './icons';
import { onSessionEnd } from './session';
import { t } from './words';

/** Watches for the end of the session; a demo signs in on its start page. */
export function watchSession({ demo }: { demo: boolean }): void {
  onSessionEnd(() => {
    const way = demo ? '/' : `/accounts/login/?next=${encodeURIComponent(location.pathname)}`;
    document.querySelector('.skip-link')?.after(
      el('div', { id: 'session-over', class: 'banner bad', role: 'alert' },
        iconElement('warning', 20), el('strong', {}, t('Your session has ended.')),
        el('a', { class: 'button compact', href: way }, t('Sign in again')),
      ),
    );
  });
}
