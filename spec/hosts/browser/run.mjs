/** Bundles page.mjs with the bundler that is named, runs it in headless Chromium, and prints how it went. */
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from './chromium.mjs';

const BUNDLERS = { esbuild: bundleByEsbuild, vite: bundleByVite };
const FILES = { '/bundle.js': 'text/javascript', '/worker.js': 'text/javascript' };
const SLOW_MS = 30;

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const type = FILES[url.pathname];
  if (type !== undefined) response.setHeader('content-type', type).end(readFileSync(join('dist', url.pathname)));
  else if (url.pathname === '/slow') {
    setTimeout(() => {
      response.write('an ');
      setTimeout(() => response.end('answer'), SLOW_MS);
    }, SLOW_MS);
  } else
    response
      .setHeader('content-type', 'text/html')
      .end('<!doctype html><script type="module" src="/bundle.js"></script>');
});

await BUNDLERS[process.argv[2]]();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
// Without a sandbox, as in containers, where the browser must be able to run as root.
const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
try {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error));
  page.on('console', (message) => console.log(message.text()));
  let report;
  const failed = new Promise((resolve) => (report = resolve));
  await page.exposeFunction('report', report);
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  process.exitCode = (await failed) === 0 ? 0 : 1;
} finally {
  await browser.close();
  server.close();
}

async function bundleByEsbuild() {
  const { build } = await import('esbuild');
  await build({
    entryPoints: { bundle: 'page.mjs', worker: 'worker.mjs' },
    outdir: 'dist',
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
  });
}

async function bundleByVite() {
  const { build } = await import('vite');
  await build({
    logLevel: 'warn',
    build: {
      rollupOptions: {
        input: { bundle: 'page.mjs', worker: 'worker.mjs' },
        output: { entryFileNames: '[name].js' },
      },
    },
  });
}
