/** Records a voice note with the phone's microphone: one tap starts, one tap ends. */

const LONGEST_MS = 120_000;

export type Recording = { stop(): void; done: Promise<Blob> };

export const canRecord = (): boolean => 'MediaRecorder' in globalThis && !!navigator.mediaDevices?.getUserMedia;

/** Rejects when the person does not allow the microphone. */
export async function record(): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
  const type = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'].find((each) => MediaRecorder.isTypeSupported(each));
  const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 24_000 });
  const parts: Blob[] = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  const done = new Promise<Blob>((resolve) => {
    recorder.onstop = () => {
      for (const track of stream.getTracks()) track.stop();
      resolve(new Blob(parts, { type: (type ?? recorder.mimeType).split(';')[0]! }));
    };
  });
  recorder.start(1_000);
  const limit = setTimeout(() => recorder.state !== 'inactive' && recorder.stop(), LONGEST_MS);
  return {
    done,
    stop: () => {
      clearTimeout(limit);
      if (recorder.state !== 'inactive') recorder.stop();
    },
  };
}
