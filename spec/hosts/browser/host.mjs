import { existsSync } from 'node:fs';

const host = 'Chromium';
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const CHROMIUM = process.env.CHROMIUM ?? PLACES.find((place) => existsSync(place)) ?? '';

export const rows = [
  {
    host,
    feature: 'bundled by esbuild: fake timers and inVirtualTime',
    run: 'node run.mjs esbuild',
    says: /(\d+ passed)/,
    env: { CHROMIUM },
  },
  {
    host,
    feature: 'bundled by Vite: fake timers and inVirtualTime',
    run: 'node run.mjs vite',
    says: /(\d+ passed)/,
    env: { CHROMIUM },
  },
  { host, feature: 'size of tickless/fake-timers, minified', run: 'node size.mjs', says: /(\d+\.\d kB gzipped)/ },
];

export function absence() {
  return existsSync(CHROMIUM) ? undefined : 'no Chromium (apt-get install chromium, or set CHROMIUM to its path)';
}
