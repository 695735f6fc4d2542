import type { Engine } from '../core/engine';
import type { Timer } from '../core/runnable';
import { captureContext, runInContext } from '../host/async-context';
import { builtin } from '../host/native';
import type { HostClock } from './host-clock';
import type { Patches } from './patches';

/** A `net.Socket`, as far as its timeout goes. */
interface Socket {
  /** In milliseconds; 0 or undefined if there is none. */
  readonly timeout?: number;
  /** What is to be done when it has been idle for so long. */
  _onTimeout(): void;
  setTimeout: SetTimeout;
}
type SetTimeout = (this: Socket, ms: number, callback?: () => void) => Socket;

/**
 * Puts the timeouts of sockets on a clock: `socket.setTimeout`, and what is made of it, such as the option `timeout` of `http`.
 *
 * Node measures them with timers that nobody can replace. But it keeps the one of a socket in the socket, under a symbol, has it refresh itself whenever bytes go in or out, and clears it
 * there. So Node does all that it does, and then finds a timer of the clock in that place. Where there is no such place, timeouts stay real; so they do for sockets that had one before.
 */
export function patchSockets(clock: HostClock, patches: Patches): void {
  const prototype = (builtin('net') as { Socket: { prototype: Socket } } | undefined)?.Socket.prototype;
  if (prototype === undefined) return;
  const { setTimeout: real } = prototype;
  const onClock = new Set<SocketTimer>();
  let isOver = false;
  function setTimeout(this: Socket, ms: number, callback?: () => void): Socket {
    const slots = this as object as Record<symbol, unknown>;
    const key = placeOf(this);
    real.call(this, ms, callback);
    const set = slots[key];
    // Somebody may have kept this function.
    if (!isOver && isRunning(set)) {
      set.close();
      slots[key] = new SocketTimer(clock.engine, this, onClock);
    }
    return this;
  }
  patches.replace(prototype, 'setTimeout', Object.defineProperty(setTimeout, 'name', { value: real.name }));
  patches.onRestore(() => {
    isOver = true;
    for (const timer of [...onClock]) if (timer.isArmed) real.call(timer.socket, timer.socket.timeout!);
  });
}

/** Where Node keeps the timer of a socket, from its beginning on; where it does not, a place that stays empty. */
function placeOf(socket: object): symbol {
  return Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'timeout') ?? NOWHERE;
}

const NOWHERE = Symbol('nowhere');

/** Whether it is a timer of Node's own that runs. One that was cleared or has fired may stay in its place, and Node from version 24 on uses it again. */
function isRunning(value: unknown): value is { close(): void } {
  const timer = value as { close?: unknown; _destroyed?: unknown } | null | undefined;
  return typeof timer?.close === 'function' && timer._destroyed !== true;
}

/** The timer of a socket: to Node, which looks into it, one of its own; to the clock, one in the background that no list of timers shows. */
export class SocketTimer implements Timer {
  seq = -1;
  readonly background = true;
  /** Node takes a timer off its lists unless this says that it is on none. */
  readonly _destroyed = true;
  private isCleared = false;
  private readonly context = captureContext();

  constructor(
    private readonly engine: Engine,
    readonly socket: Socket,
    private readonly all: Set<SocketTimer>,
  ) {
    all.add(this);
    this.refresh();
  }

  get isArmed(): boolean {
    return this.seq !== -1;
  }

  /** Node clears what has something here. */
  get _onTimeout(): (() => void) | null {
    return this.isCleared ? null : this.fire;
  }

  /** Node writes null to clear it. */
  set _onTimeout(_nothing: (() => void) | null) {
    this.isCleared = true;
    this.all.delete(this);
    this.engine.timers.remove(this);
  }

  /** Called by Node whenever bytes went in or out. */
  refresh(): void {
    const { engine } = this;
    engine.timers.remove(this);
    if (!this.isCleared) engine.at(engine.clock.now() + this.socket.timeout!, this);
  }

  run(): void {
    runInContext(this.context, this.fire, undefined, []);
  }

  isCancelled(): boolean {
    return this.isCleared || this.isArmed;
  }

  label(): string {
    return 'timeout of a socket';
  }

  private readonly fire = (): void => {
    this.socket._onTimeout();
  };
}
