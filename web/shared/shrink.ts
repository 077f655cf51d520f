/** Makes photographs small enough for a weak connection; what cannot be decoded here goes as it is. */

const LONGEST_PX = 2048;
const QUALITY = 0.82;
/** Below this a second compression costs more quality than time. */
const SMALL_BYTES = 250_000;

/** With `always` also what is small already: the server knows only some kinds of picture, and every one knows JPEG. */
export async function shrink(photo: Blob, { always }: { always: boolean }): Promise<Blob> {
  if (!always && photo.size < SMALL_BYTES && photo.type === 'image/jpeg') return photo;
  try {
    const bitmap = await createImageBitmap(photo, { imageOrientation: 'from-image' });
    const scale = Math.min(1, LONGEST_PX / Math.max(bitmap.width, bitmap.height));
    const small = await draw(bitmap, Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
    bitmap.close();
    return always || small.size < photo.size ? small : photo;
  } catch {
    return photo;
  }
}

async function draw(bitmap: ImageBitmap, width_px: number, height_px: number): Promise<Blob> {
  if ('OffscreenCanvas' in globalThis) {
    const canvas = new OffscreenCanvas(width_px, height_px);
    canvas.getContext('2d')!.drawImage(bitmap, 0, 0, width_px, height_px);
    return canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
  }
  const canvas = Object.assign(document.createElement('canvas'), { width: width_px, height: height_px });
  canvas.getContext('2d')!.drawImage(bitmap, 0, 0, width_px, height_px);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/jpeg', QUALITY),
  );
}
