/** Which files can be sent: told by their first bytes when they are chosen, as the server tells them later. */
import { t } from './words';

export type MediaKind = 'photo' | 'video' | 'voice';
export type Recognised = { kind: MediaKind; /** The server takes it as it is; otherwise it must become a JPEG first. */ ready: boolean };

/** A photograph this large may be more than the phone can open, and is not the less a photograph. */
const OPENS_ANYWHERE_BYTES = 8_000_000;
const PICTURE_BRAND = /^(hei|hev|mif1|msf1|avi)/;

/** A file that cannot be sent; the message says so and what can, in the person's language. */
export class WrongFile extends Error {}

/** What a file is. Throws `WrongFile` for what is no photo, video or voice note. */
export async function recognise(file: Blob): Promise<Recognised> {
  const found = byFirstBytes(new Uint8Array(await file.slice(0, 16).arrayBuffer()), file.type);
  if (found && found.kind !== 'photo') return found;
  if (await opens(file)) return found ?? { kind: 'photo', ready: false };
  if (found?.ready && file.size > OPENS_ANYWHERE_BYTES) return found;
  throw new WrongFile(t('That file cannot be sent. Accepted are photos (JPG, PNG, WebP), videos (MP4, MOV, WebM) and voice notes.'));
}

function byFirstBytes(head: Uint8Array, type: string): Recognised | null {
  const text = String.fromCharCode(...head);
  const moving: MediaKind = type.startsWith('audio/') ? 'voice' : 'video';
  if (text.startsWith('\xff\xd8\xff') || text.startsWith('\x89PNG') || (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP')) return { kind: 'photo', ready: true };
  if (text.slice(4, 8) === 'ftyp') {
    if (PICTURE_BRAND.test(text.slice(8, 12))) return { kind: 'photo', ready: false };
    return { kind: text.slice(8, 11) === 'M4A' ? 'voice' : moving, ready: true };
  }
  if (text.startsWith('\x1aE\xdf\xa3')) return { kind: moving, ready: true };
  return text.startsWith('OggS') ? { kind: 'voice', ready: true } : null;
}

async function opens(file: Blob): Promise<boolean> {
  try {
    (await createImageBitmap(file)).close();
    return true;
  } catch {
    return false;
  }
}
