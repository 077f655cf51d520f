/** Builds every page's script and style into src/sereno/static/dist, with a manifest that the {% entry %} tag reads. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Name in {% entry "name" %} → source. One that does not exist is left out. */
const ENTRIES: Record<string, string> = {
  shared: 'shared/shared.ts',
  desk: 'desk/desk.ts',
  resident: 'resident/resident.ts',
  follow: 'resident/follow.ts',
  my: 'resident/my.ts',
  start: 'resident/start.ts',
  alerts: 'resident/alerts.ts',
  patrol: 'patrol/patrol.ts',
  town: 'town/town.ts',
  town_alerts: 'town/alerts.ts',
  rules: 'town/rules/rules.ts',
  calendar: 'town/calendar.ts',
  zones: 'town/zones.ts',
  insight: 'insight/insight.ts',
  heat: 'insight/heat/heat.ts',
};

/** `ENTRIES=desk,shared` builds only those, while another page is half written. */
const wanted = process.env.ENTRIES?.split(',');

/** Hands the icon set to the server as it stands, for the {% icon %} tag. */
function iconsForTemplates(): Plugin {
  return {
    name: 'icons-for-templates',
    apply: 'build',
    generateBundle() {
      const source = readFileSync(here('./shared/icons.json'), 'utf8');
      this.emitFile({ type: 'asset', fileName: 'icons.json', source });
    },
  };
}

export default defineConfig({
  root: here('.'),
  base: './', // relative, so that it works under any STATIC_URL
  plugins: [svelte(), iconsForTemplates()],
  build: {
    outDir: here('../src/sereno/static/dist'),
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    chunkSizeWarningLimit: 1100,
    assetsInlineLimit: 0, // nothing as data: addresses, so that the page needs no such permission
    rollupOptions: {
      input: Object.fromEntries(
        Object.entries(ENTRIES).filter(([name, path]) => existsSync(here(path)) && (!wanted || wanted.includes(name))),
      ),
    },
  },
  worker: { format: 'es' },
});
