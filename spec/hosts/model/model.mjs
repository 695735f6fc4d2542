/** Runs the comparison of spec/fake-timers/model with the installed package in the place of the library's source. */
import { build } from 'esbuild';

await build({
  entryPoints: [process.env.MODEL],
  outfile: 'cli.mjs',
  bundle: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  plugins: [
    {
      name: 'the installed package',
      setup({ onResolve }) {
        onResolve({ filter: /\/lib\/fake-timers$/ }, () => ({ path: 'tickless/fake-timers', external: true }));
      },
    },
  ],
});
await import('./cli.mjs');
