import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const root = resolve(__dirname, '../..');

/** After how much real time a program is taken to hang, and is killed. */
const PATIENCE_MS = 30_000;

/** How a program ended, and what it printed. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A folder in which `tickless` is installed with all its entry points, as it is in lib/ now. */
export class InstalledLibrary {
  readonly folder = mkdtempSync(join(tmpdir(), 'tickless-'));

  constructor() {
    const library = join(this.folder, 'node_modules', 'tickless');
    mkdirSync(library, { recursive: true });
    const files = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' });
    buildSync({
      entryPoints: files.filter((file) => file.endsWith('.ts')).map((file) => join(root, 'lib', file)),
      outdir: join(library, 'dist'),
      outbase: join(root, 'lib'),
      platform: 'node',
      format: 'cjs',
      target: 'es2022',
      logLevel: 'error',
    });
    const entries = { '.': './dist/index.js', './*': './dist/integrations/*.js' };
    writeFileSync(join(library, 'package.json'), JSON.stringify({ name: 'tickless', exports: entries }));
    // A package of its own, whatever lies in the folders above.
    writeFileSync(join(this.folder, 'package.json'), '{}');
  }

  /** Puts a program there; returns its path. */
  write(name: string, code: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, code);
    return path;
  }

  /** Runs Node there. @param input What the program finds on its standard input, piece by piece; null leaves it open and silent. */
  node(args: string[], env: Record<string, string> = {}, input: string[] | null = []): Promise<Outcome> {
    return this.run(process.execPath, args, env, input);
  }

  /** Runs a command line there, where `node` is the one that runs this. */
  shell(command: string): Promise<Outcome> {
    return this.run('sh', ['-c', command], { PATH: `${dirname(process.execPath)}:${process.env['PATH']}` }, []);
  }

  private async run(
    command: string,
    args: string[],
    env: Record<string, string>,
    input: string[] | null,
  ): Promise<Outcome> {
    const child = spawn(command, args, { cwd: this.folder, env: { ...process.env, ...env } });
    const outcome = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => (outcome[stream] += text));
    }
    // A program that ends early does not read to the end.
    child.stdin.on('error', () => undefined);
    for (const piece of input ?? []) child.stdin.write(piece);
    if (input !== null) child.stdin.end();
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    return new Promise((resolve) => {
      child.on('close', (status, signal) => {
        clearTimeout(timer);
        resolve({ ...outcome, status, signal });
      });
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
