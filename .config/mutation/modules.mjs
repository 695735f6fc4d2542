import { buildSync } from 'esbuild';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { Script } from 'node:vm';
import ts from 'typescript';

/** The code of the library and its specs, compiled once for any number of globals; and what it may require from elsewhere. */
export class Modules {
  #root;
  #scripts = new Map();
  #outside;
  #expect;

  constructor(root) {
    this.#root = root;
    this.#outside = createRequire(join(root, 'package.json'));
    // In one piece, since it has to be run in each global: `expect.any(Number)` means the `Number` of the specs.
    const { outputFiles } = buildSync({
      entryPoints: [require.resolve('expect')],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      write: false,
    });
    this.#expect = compile(outputFiles[0].text, 'expect.js');
  }

  /** `expect` and a `require` for the specs, both in the global of `environment`; after `isolate()` modules are loaded anew, until what it returns is called. */
  enter(environment) {
    let loaded = new Map();
    const run = (script, module, require, path) => {
      script.runInContext(environment.getVmContext())(module, module.exports, require, path, dirname(path));
      return module.exports;
    };
    const load = (path) => {
      if (loaded.has(path)) return loaded.get(path).exports;
      const module = { exports: {} };
      loaded.set(path, module);
      return run(this.#script(path), module, (name) => requireFrom(dirname(path), name), path);
    };
    const requireFrom = (folder, name) => {
      const path = this.#resolve(folder, name);
      if (path) return load(path);
      return name === 'fast-check' ? withFewRuns(this.#outside(name)) : this.#outside(name);
    };
    const isolate = () => {
      const before = loaded;
      loaded = new Map();
      return () => (loaded = before);
    };
    return {
      expect: run(this.#expect, { exports: {} }, this.#outside, '').expect,
      load: (file) => load(join(this.#root, file)),
      requireFrom,
      isolate,
    };
  }

  /** The file, if it is run in the specs' global. Most packages are not: they run outside, once for all. */
  #resolve(folder, name) {
    if (name.startsWith('@sinonjs/')) return this.#outside.resolve(name);
    const own = /^tickless(\/.*)?$/.exec(name);
    if (!own && !name.startsWith('.')) return undefined;
    const path = own ? join(this.#root, ENTRIES[name] ?? `lib/integrations${own[1]}`) : resolve(folder, name);
    return ['', '.ts', '.js', '/index.ts', '/index.js']
      .map((end) => path + end)
      .find((file) => /\.[jt]s$/.test(file) && existsSync(file));
  }

  #script(path) {
    if (!this.#scripts.has(path)) this.#scripts.set(path, compile(this.#toCommonJs(path), path));
    return this.#scripts.get(path);
  }

  /** Kept on disk for the processes that follow this one. */
  #toCommonJs(path) {
    const kept = join(this.#root, 'build/compiled', relative(this.#root, path));
    if (existsSync(kept)) return readFileSync(kept, 'utf8');
    // As in tsconfig.json, but for the kind of module.
    const compilerOptions = {
      target: ts.ScriptTarget.ES2022,
      useDefineForClassFields: false,
      module: ts.ModuleKind.CommonJS,
    };
    const code = ts.transpileModule(readFileSync(path, 'utf8'), { compilerOptions }).outputText;
    mkdirSync(dirname(kept), { recursive: true });
    writeFileSync(kept, code);
    return code;
  }
}

const require = createRequire(import.meta.url);
const ENTRIES = { tickless: 'lib', 'tickless/fake-timers': 'lib/fake-timers' };

/** Most of what a mutant breaks shows at once, and nobody wants the smallest example. The seeds are fixed, so the runs are always the same. */
function withFewRuns(fc) {
  const assert = (property, options) =>
    fc.assert(property, { ...options, numRuns: Math.min(options.numRuns, 10), endOnFailure: true });
  return { ...fc, default: { ...fc, assert } };
}

function compile(code, filename) {
  return new Script(`(function (module, exports, require, __filename, __dirname) {${code}\n})`, { filename });
}
