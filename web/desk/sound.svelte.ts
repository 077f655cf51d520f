/** Sounds of the desk, made by the page itself: a soft lantern chime for a report, a firmer one for an emergency. */

const KEY = 'desk.muted';
const PAUSE_MS = 1_500;

interface Note { hz: number; at_s: number; long_s: number; loud: number }

const REPORT: Note[] = [{ hz: 660, at_s: 0, long_s: 0.5, loud: 0.12 }, { hz: 880, at_s: 0.12, long_s: 0.7, loud: 0.1 }];
const EMERGENCY: Note[] = [0, 0.22, 0.44].flatMap((at_s) => [
  { hz: 988, at_s, long_s: 0.2, loud: 0.32 },
  { hz: 740, at_s: at_s + 0.1, long_s: 0.2, loud: 0.28 },
]);
// Two falling sirens: a report that nobody takes sounds like nothing else here.
const ALARM: Note[] = [0, 0.9].flatMap((from_s) => [1175, 988, 784, 587].map((hz, n) => ({ hz, at_s: from_s + n * 0.18, long_s: 0.24, loud: 0.34 })));
const MESSAGE: Note[] = [{ hz: 523, at_s: 0, long_s: 0.25, loud: 0.08 }];

export class Sound {
  muted = $state(localStorage.getItem(KEY) === 'yes');
  /** Browsers give no sound before the first click or key: the bell says so until then. */
  blocked = $state(true);
  private context: AudioContext | null = null;
  private last_ms = -PAUSE_MS;
  private lastLoud = false;

  constructor() {
    const wake = () => {
      this.context ??= new AudioContext();
      void this.context.resume().then(() => (this.blocked = false));
    };
    addEventListener('pointerdown', wake, { once: true });
    addEventListener('keydown', wake, { once: true });
  }

  toggle(): void {
    this.muted = !this.muted;
    localStorage.setItem(KEY, this.muted ? 'yes' : 'no');
    if (!this.muted) this.play(REPORT);
  }

  report(emergency: boolean): void {
    const now = performance.now();
    if (now - this.last_ms < PAUSE_MS && (!emergency || this.lastLoud)) return; // twenty at once are one sound
    this.last_ms = now;
    this.lastLoud = emergency;
    this.play(emergency ? EMERGENCY : REPORT);
  }

  /** An emergency ran out of time: it sounds whatever sounded a moment ago. */
  alarm(): void {
    this.last_ms = performance.now();
    this.lastLoud = true;
    this.play(ALARM);
  }

  message(): void {
    if (performance.now() - this.last_ms > PAUSE_MS) this.play(MESSAGE);
  }

  private play(notes: Note[]): void {
    const context = this.context;
    if (this.muted || !context || context.state !== 'running') return;
    for (const { hz, at_s, long_s, loud } of notes) {
      const tone = context.createOscillator();
      const volume = context.createGain();
      const start = context.currentTime + at_s;
      tone.type = 'sine';
      tone.frequency.value = hz;
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(loud, start + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + long_s);
      tone.connect(volume).connect(context.destination);
      tone.start(start);
      tone.stop(start + long_s);
    }
  }
}
