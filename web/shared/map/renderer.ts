/** What draws the pixels here: a graphics card, the processor pretending to be one, or nothing. */

export type Renderer = 'card' | 'software' | 'none';

const SOFTWARE = /SwiftShader|llvmpipe|Basic Render|Software/i;

let known: Renderer | undefined;

function look(): Renderer {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (!gl) return 'none';
  const named = gl.getExtension('WEBGL_debug_renderer_info');
  const name = String(gl.getParameter(named ? named.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return SOFTWARE.test(name) ? 'software' : 'card';
}

export const renderer = (): Renderer => (known ??= look());
