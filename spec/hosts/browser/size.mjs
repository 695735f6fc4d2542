/** The size of the engine, the fake timers and what watches the real world for them, as a browser would load them. Fails if it has grown unnoticed. */
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const LIMIT = 30_000;

const { outputFiles } = await build({
  stdin: { contents: "export * from 'tickless/fake-timers'", resolveDir: import.meta.dirname },
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  write: false,
});
const [{ contents }] = outputFiles;
const zipped = gzipSync(contents, { level: 9 }).length;
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
console.log(`core and fake timers: ${kB(contents.length)} minified, ${kB(zipped)} gzipped`);
if (zipped > LIMIT) process.exitCode = 1;
