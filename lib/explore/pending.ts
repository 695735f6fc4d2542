import type { Timer } from '../core/runnable';
import { HostTimer } from '../fake-timers/host-timer';
import type { Actor } from './actor';
import type { Option } from './decision';

/**
 * Something that is going to happen, with the window in which it may: a timer, the start of a task, the reply to a call.
 *
 * The window of a timer is a point, or a point and the jitter behind it; that of a reply is the range of its latency.
 */
export class Pending implements Option {
  /** What has to wait for this one, because their order is guaranteed: the next in its lane. */
  behind: Pending | undefined;
  /** How often something else was chosen although this was first in line. */
  passes = 0;

  constructor(
    readonly timer: Timer,
    readonly actor: Actor,
    readonly step: number,
    /** Place in the order of scheduling. */
    readonly seq: number,
    /** When it was scheduled, in virtual milliseconds, as all times here. */
    readonly scheduledAt: number,
    readonly earliest: number,
    /** No later than this; what is first in its lane may push it back. */
    public latest: number,
    /** In which phase of the host's loop it was scheduled; see {@link WindowHorizon}. */
    readonly phase: number,
  ) {}

  get owner(): string {
    return this.actor.name;
  }

  get label(): string {
    return this.timer instanceof Arrival ? this.timer.what : this.timer.label();
  }

  get kind(): 'start' | 'reply' | 'timer' {
    return this.timer instanceof Arrival ? this.timer.kind : 'timer';
  }

  /** How long a timer was to wait. */
  get delay(): number {
    return this.earliest - this.scheduledAt;
  }

  /** False for a timer that was cleared, or scheduled anew: then another object stands for it. */
  get isLive(): boolean {
    return this.timer.pending === this && !this.timer.isCancelled();
  }

  /** Whether it comes from outside of the program, and not from one of its own timers. */
  get isArrival(): boolean {
    return this.timer instanceof Arrival;
  }

  /** What its order is guaranteed to follow: the same object for all that come first in, first out. Undefined: nothing. */
  get lane(): unknown {
    if (this.timer instanceof Arrival) return this.timer.lane;
    return this.delay;
  }
}

/** Something that comes from outside: the start of a task, the reply to a call. */
export class Arrival implements Timer {
  seq = -1;
  pending: object | undefined;

  constructor(
    readonly actor: Actor,
    readonly step: number,
    readonly kind: 'start' | 'reply' | 'timer',
    /** `start`, `db.read`. */
    readonly what: string,
    /** The latest time at which it may come, in virtual milliseconds. */
    readonly latest: number,
    /** Arrivals of one lane come in the order in which they were scheduled. */
    readonly lane: object | undefined,
    private readonly arrive: () => void,
  ) {}

  run(): void {
    this.arrive();
  }

  isCancelled(): boolean {
    return false;
  }

  label(): string {
    return `${this.actor.name} ${this.what}`;
  }
}

/** Whether a timer is one of the host's: these may be late. */
export function isHostTimer(timer: Timer): boolean {
  return timer instanceof HostTimer;
}
