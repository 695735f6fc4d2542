import { existsSync } from 'node:fs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where it is: the variable `CHROMIUM` has the first word. */
export function findChromium() {
  return [process.env.CHROMIUM ?? '', ...PLACES].find((place) => existsSync(place));
}
