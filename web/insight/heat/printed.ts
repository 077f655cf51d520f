/** The map as a picture: the server draws it with its definition, the browser turns the drawing into points of colour. */
const SHARP = 2;

export async function printed(address: string): Promise<void> {
  const answer = await fetch(address);
  if (!answer.ok) return;
  const name = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? 'map.svg';
  const drawing = new Image();
  const held = URL.createObjectURL(new Blob([await answer.text()], { type: 'image/svg+xml' }));
  try {
    drawing.src = held;
    await drawing.decode();
    const canvas = document.createElement('canvas');
    canvas.width = drawing.naturalWidth * SHARP;
    canvas.height = drawing.naturalHeight * SHARP;
    canvas.getContext('2d')!.drawImage(drawing, 0, 0, canvas.width, canvas.height);
    const link = document.createElement('a');
    link.href = canvas.toDataURL('image/png');
    link.download = name.replace(/svg$/, 'png');
    link.click();
  } finally {
    URL.revokeObjectURL(held);
  }
}
