import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { buildSync } from 'esbuild';

const root = resolve(__dirname, '../..');

/**
 * Runs a program of this repository in a process of its own, such that it finds `tickless` as an installed package: the one that is in lib/ now.
 *
 * @param file The program, relative to the repository.
 * @param env Added to the environment of this process.
 * @returns What it printed; what it printed to the error stream is an error.
 */
export function runProgram(file: string, args: string[] = [], env: Record<string, string> = {}): string {
  const { stdout, stderr } = runBesideLibrary(basename(file), readFileSync(join(root, file), 'utf8'), args, env);
  if (stderr !== '') throw new Error(`${file} complains:\n${stderr}`);
  return stdout;
}

/** Runs the text of a program likewise; returns what it printed, to both streams. */
export function runCode(code: string): { stdout: string; stderr: string } {
  return runBesideLibrary('program.mjs', code);
}

function runBesideLibrary(name: string, code: string, args: string[] = [], env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tickless-'));
  try {
    const library = join(folder, 'node_modules', 'tickless');
    mkdirSync(library, { recursive: true });
    buildSync({
      entryPoints: [join(root, 'lib/index.ts')],
      outfile: join(library, 'index.js'),
      bundle: true,
      platform: 'node',
      logLevel: 'error',
    });
    // The end of the search for the package that this is part of, wherever temporary files are kept.
    writeFileSync(join(folder, 'package.json'), '{}');
    writeFileSync(join(folder, name), code);
    return spawnSync(process.execPath, [join(folder, name), ...args], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
