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
  {
    host,
    feature: '@tickless/fake-timers in a bundle: under 20 kB gzipped',
    run: 'node size.mjs * @tickless/fake-timers 20',
    says: /(\d+\.\d kB gzipped)/,
  },
  {
    host,
    feature: 'install of tickless in a bundle: under 25 kB gzipped',
    run: 'node size.mjs {install} tickless 25',
    says: /(\d+\.\d kB gzipped)/,
  },
];

export function absence() {
  return existsSync(CHROMIUM) ? undefined : 'no Chromium (apt-get install chromium, or set CHROMIUM to its path)';
}
