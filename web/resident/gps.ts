/** The phone's own position, with its accuracy as it is: it watches until the fix is good or stops getting better. */

export type Fix = { lon: number; lat: number; accuracy_m: number };
export type GpsRefusal = 'denied' | 'unavailable' | 'unsupported';

/** Better than this, one can find the house: no reason to keep the receiver on. */
export const GOOD_M = 25;
/** Worse than this, the patrol would search a whole block: the person must help with the pin or the address. */
export const POOR_M = 100;
const LONGEST_MS = 25_000;

/** Calls `better` with every improvement; returns the way to stop. */
export function locate(better: (fix: Fix, final: boolean) => void, refused: (why: GpsRefusal) => void): () => void {
  if (!navigator.geolocation || !isSecureContext) {
    refused('unsupported');
    return () => undefined;
  }
  let best: Fix | null = null;
  let watching = 0;
  const stop = (): void => {
    navigator.geolocation.clearWatch(watching);
    clearTimeout(limit);
  };
  const limit = setTimeout(() => {
    stop();
    if (best) better(best, true);
    else refused('unavailable');
  }, LONGEST_MS);
  watching = navigator.geolocation.watchPosition(
    ({ coords }) => {
      if (best && coords.accuracy >= best.accuracy_m) return;
      best = { lon: coords.longitude, lat: coords.latitude, accuracy_m: Math.round(coords.accuracy) };
      const final = best.accuracy_m <= GOOD_M;
      if (final) stop();
      better(best, final);
    },
    (error) => {
      if (best && error.code !== error.PERMISSION_DENIED) return;
      stop();
      refused(error.code === error.PERMISSION_DENIED ? 'denied' : 'unavailable');
    },
    { enableHighAccuracy: true, maximumAge: 5_000, timeout: LONGEST_MS },
  );
  return stop;
}

/** True when asking will not open a question: then the place can be looked for without a tap. */
export async function alreadyAllowed(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: 'geolocation' })).state === 'granted';
  } catch {
    return false;
  }
}
