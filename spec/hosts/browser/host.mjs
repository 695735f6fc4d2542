import { absenceOf } from '../debian.mjs';
import { findChromium } from './chromium.mjs';

const host = 'Chromium';

export const rows = [
  {
    host,
    feature: 'bundled by esbuild: fake timers and inVirtualTime',
    run: 'node run.mjs esbuild',
    says: /(\d+ passed)/,
  },
  {
    host,
    feature: 'bundled by Vite: fake timers and inVirtualTime',
    run: 'node run.mjs vite',
    says: /(\d+ passed)/,
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
  return absenceOf('chromium', findChromium);
}
