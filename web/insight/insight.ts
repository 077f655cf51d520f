/** The pages of insight: style for all of them; what a page needs beyond that, it loads itself. */
import '../shared/fonts.css';
import '../resident/pages.css';
import './insight.css';
import './charts.css';
import { watch } from './waiting';

// On a narrow window the screens are a strip: begin where the reader is.
document.querySelector('.insight-screens [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });

const waiting = document.getElementById('waiting');
if (waiting) watch(waiting);
