import { transformSync } from 'esbuild';

/** For Jest: makes of an ES module one that can be required. */
export default {
  process(source, path) {
    const loader = path.endsWith('.mts') ? 'ts' : 'js';
    // The name of a file that ends in .mts would tell esbuild that its imports are those of Node, where CommonJS has but a default. Here all is CommonJS.
    const sourcefile = path.replace(/\.mts$/, '.ts');
    return transformSync(source, { format: 'cjs', loader, sourcefile, target: 'node20', sourcemap: 'inline' });
  },
};
