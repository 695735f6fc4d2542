import type { FakeClock } from './fake-clock';
import { jobRecords, recordsByNumber, recordsOf } from './records';
import type { TickMode } from './tick-mode';
import type { Clock } from './types';

/** Constructs what it is given, so that the private fields of a subclass are added to that. */
const Given = function (object: object): object {
  return object;
} as unknown as new (object: object) => object;

/**
 * What can be read off a clock, and in part set: accessors of its own, which all clocks have in common.
 *
 * The obvious version, an object literal whose accessors close over the works, makes new ones for each clock. V8 keeps pairs of accessors until it next collects all of its heap, and with
 * them the clock and what was scheduled; so collecting garbage took most of the time of making one.
 */
class Inspection extends Given {
  readonly #works: FakeClock;
  readonly #mode: TickMode;

  constructor(face: object, works: FakeClock, mode: TickMode) {
    super(face);
    this.#works = works;
    this.#mode = mode;
  }

  /** The clock of an object that may also inherit from it, or be a proxy of it. */
  static of(face: object): Inspection {
    return #works in face ? face : ((face as Clock).Date.clock as unknown as Inspection);
  }

  get now(): number {
    return Inspection.of(this).#works.wall.now();
  }
  set now(now: number) {
    Inspection.of(this).#works.setNow(now);
  }
  get loopLimit(): number {
    return Inspection.of(this).#works.loopLimit;
  }
  set loopLimit(limit: number) {
    Inspection.of(this).#works.loopLimit = limit;
  }
  get isNearInfiniteLimit(): boolean {
    return Inspection.of(this).#works.isNearInfiniteLimit;
  }
  get duringTick(): boolean | undefined {
    return Inspection.of(this).#works.duringTick;
  }
  get timers(): Clock['timers'] {
    const works = Inspection.of(this).#works;
    return works.used ? recordsByNumber(works) : undefined;
  }
  get timerHeap(): Clock['timerHeap'] {
    const works = Inspection.of(this).#works;
    return works.used ? recordsOf(works) : undefined;
  }
  get jobs(): Clock['jobs'] {
    return jobRecords(Inspection.of(this).#works);
  }
  get tickMode(): Clock['tickMode'] {
    return Inspection.of(this).#mode.current;
  }
  get attachedInterval(): unknown {
    return Inspection.of(this).#mode.attachedInterval;
  }
}

const accessors: PropertyDescriptorMap = {};
for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(Inspection.prototype))) {
  if ('get' in property) accessors[name] = { ...property, enumerable: true };
}

/** @returns A plain object, for whatever else belongs to a clock. */
export function inspectable(works: FakeClock, mode: TickMode): Partial<Clock> {
  return Object.defineProperties(new Inspection({}, works, mode), accessors);
}
