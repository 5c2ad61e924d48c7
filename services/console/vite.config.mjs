// Builds the console to dist/console, where services/api finds it; each file beside its Brotli form.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { defineConfig } from 'vite';

const outDir = join(import.meta.dirname, '../../dist/console');

const compress = {
  name: 'compress',
  closeBundle() {
    for (const name of readdirSync(join(outDir, 'assets'))) {
      const file = join(outDir, 'assets', name);
      if (!/\.(js|css|svg)$/.test(name) || statSync(file).size < 1_024) continue;
      const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
      writeFileSync(`${file}.br`, brotliCompressSync(readFileSync(file), { params }));
    }
  },
};

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  // services/api puts a nonce of its own into every answer
  html: { cspNonce: '{{nonce}}' },
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // test/browser/first-load.test.ts looks at what a browser loads
    chunkSizeWarningLimit: 1_000,
    rolldownOptions: {
      // "use client" is for servers that render pages
      onLog: (level, log, report) => void (log.code === 'MODULE_LEVEL_DIRECTIVE' || report(level, log)),
    },
  },
  plugins: [compress],
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/oauth': 'http://127.0.0.1:8080' } },
});
