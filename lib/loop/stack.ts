/** The folder of this library, as stack traces write it; undefined in a bundle, where nothing tells its frames from others. */
const home = /(?:\(|at |@)((?:file:\/\/)?[^()\n]*[\\/])loop[\\/]stack\.[cm]?[jt]s/.exec(
  new Error('where am I?').stack ?? '',
)?.[1];

/** The frames of a stack trace that lie outside of this library, innermost first. */
export function frames(stack: string | undefined): string[] {
  return (stack ?? '')
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
    .filter((line) => line !== '' && (home === undefined || !line.includes(home)));
}
