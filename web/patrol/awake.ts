/** Keeps the screen on during a task, and makes an offer heard and felt until somebody answers it. */

const AGAIN_MS = 4_000;
const LOUD_MS = 90_000;

let lock: WakeLockSentinel | null = null;
let wanted = false;

export function stayAwake(wish: boolean): void {
  wanted = wish;
  void apply();
}

// The browser drops the lock whenever the page is hidden; coming back asks for it again.
document.addEventListener('visibilitychange', () => void apply());

async function apply(): Promise<void> {
  try {
    if (wanted && !lock && document.visibilityState === 'visible') {
      lock = (await navigator.wakeLock?.request('screen')) ?? null;
      lock?.addEventListener('release', () => (lock = null));
    } else if (!wanted && lock) await lock.release();
  } catch {
    // Low battery or an old browser: the screen may sleep, the task is not lost.
  }
}

let sound: AudioContext | null = null;
// Browsers let a page sound only after somebody has touched it.
addEventListener('pointerdown', () => void (sound ??= new AudioContext()).resume(), { once: true });

let ringing: ReturnType<typeof setInterval> | undefined;

export function ring(on: boolean): void {
  if (!on) {
    if (ringing === undefined) return;
    clearInterval(ringing);
    ringing = undefined;
    navigator.vibrate?.(0);
    return;
  }
  if (ringing !== undefined) return;
  const started_ms = Date.now();
  once();
  ringing = setInterval(() => (Date.now() - started_ms > LOUD_MS ? clearInterval(ringing) : once()), AGAIN_MS);
}

function once(): void {
  navigator.vibrate?.([350, 120, 350, 120, 600]);
  if (sound?.state !== 'running') return;
  [880, 1175, 880, 1175].forEach((hertz, at) => beep(sound!, hertz, sound!.currentTime + at * 0.22));
}

function beep(context: AudioContext, hertz: number, at_s: number): void {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = hertz;
  tone.type = 'triangle';
  volume.gain.setValueAtTime(0.0001, at_s);
  volume.gain.exponentialRampToValueAtTime(0.5, at_s + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, at_s + 0.2);
  tone.connect(volume).connect(context.destination);
  tone.start(at_s);
  tone.stop(at_s + 0.21);
}
