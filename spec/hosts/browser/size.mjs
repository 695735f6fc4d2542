/**
 * How much of tickless a bundle for browsers has, minified and gzipped.
 *
 *     node size.mjs 'EXPORTS' MODULE MOST_KB     fails if it is more
 */
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const [names, module, mostKB] = process.argv.slice(2);
const contents = `export ${names} from '${module}'`;
const { outputFiles } = await build({
  stdin: { contents, resolveDir: import.meta.dirname },
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  write: false,
});
const [bundle] = outputFiles;
const zipped = gzipSync(bundle.contents, { level: 9 }).length;
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
console.log(`${contents}: ${kB(bundle.contents.length)} minified, ${kB(zipped)} gzipped, ${mostKB} at most`);
if (zipped > mostKB * 1000) process.exitCode = 1;
