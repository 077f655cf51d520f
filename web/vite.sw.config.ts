/** Builds the service worker apart: one classic script without a hash in its name, served at /sw.js. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  publicDir: false,
  build: {
    outDir: here('../src/sereno/static/dist'),
    emptyOutDir: false,
    target: 'es2022',
    rollupOptions: {
      input: { sw: here('./resident/sw.ts') },
      output: { format: 'iife', entryFileNames: 'sw.js' },
    },
  },
});
