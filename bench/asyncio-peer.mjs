import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('asyncio_peer.py', import.meta.url));

/** CPython 3.13 or later with {@link script} loaded, or undefined if there is none on the PATH or in the variable PYTHON. */
export function startPeer() {
  for (const command of [process.env.PYTHON, 'python3.13', 'python3']) {
    const version = command && versionOf(command);
    if (version) return new Peer(command, version);
  }
  return undefined;
}

/** '3.13.0', say, if `command` is a CPython that is recent enough. */
function versionOf(command) {
  const print = 'import platform, sys; sys.version_info >= (3, 13) and print(platform.python_version())';
  const { status, stdout } = spawnSync(command, ['-c', print], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

class Peer {
  constructor(command, version) {
    this.name = `asyncio, CPython ${version}`;
    this.process = spawn(command, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  /** The milliseconds that `work`, a function of the script, takes for `n`. */
  async measure(work, n) {
    this.process.stdin.write(`${work} ${n}\n`);
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`The Python peer ended during ${work}(${n}).`);
    return Number(value);
  }

  stop() {
    this.process.stdin.end();
  }
}
