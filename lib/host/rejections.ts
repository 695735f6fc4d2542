import { mainProcess } from './main-process';

type Listener = (reason: unknown) => void;

/** The part of Node's process and of a browser's window that tells of rejections nobody handles. */
interface Host {
  on?(event: 'unhandledRejection', listener: Listener): void;
  off?(event: 'unhandledRejection', listener: Listener): void;
  addEventListener?(type: 'unhandledrejection', listener: (event: RejectionEvent) => void): void;
  removeEventListener?(type: 'unhandledrejection', listener: (event: RejectionEvent) => void): void;
}

interface RejectionEvent {
  readonly reason: unknown;
  preventDefault(): void;
}

/** The process itself: a copy of it in a sandbox is told of nothing. */
const host = (mainProcess() ?? globalThis) as Host;

/** Runs in progress, the one whose turn it was last at the end. */
const runs: Listener[] = [];

/**
 * Has `fail` called with the reason of a promise rejection that nobody handles, as long as `fail` is the run whose turn it was last.
 *
 * Node reports such a rejection in the macrotask in which it happened, which is the turn of one run; without a listener it would end the process. What was rejected before the first turn
 * is none of the run's affairs.
 *
 * @returns `turn`, to be called when a turn of this run begins, and `end`.
 */
export function watchRejections(fail: Listener): { turn: () => void; end: () => void } {
  let ended = false;
  const leave = (): boolean => {
    const place = runs.indexOf(fail);
    if (place !== -1) runs.splice(place, 1);
    return place !== -1;
  };
  return {
    turn: () => {
      if (runs.at(-1) === fail || ended) return;
      if (runs.length === 0) listen();
      leave();
      runs.push(fail);
    },
    end: () => {
      ended = true;
      if (leave() && runs.length === 0) unlisten();
    },
  };
}

function listen(): void {
  if (host.on !== undefined) host.on('unhandledRejection', failLast);
  else host.addEventListener?.('unhandledrejection', failLastByEvent);
}

function unlisten(): void {
  if (host.off !== undefined) host.off('unhandledRejection', failLast);
  else host.removeEventListener?.('unhandledrejection', failLastByEvent);
}

function failLast(reason: unknown): void {
  runs.at(-1)?.(reason);
}

function failLastByEvent(event: RejectionEvent): void {
  event.preventDefault();
  failLast(event.reason);
}
