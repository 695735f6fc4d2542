import { Advance } from './advance';
import { parseDuration, type Duration } from './duration';
import type { FakeClock } from './fake-clock';
import { next, RunAll, untilLast } from './verbs';

/** A verb in steps. Each runs in a macrotask of its own, so that promises settle in between. */
interface Verb {
  /** In the first macrotask, before the first step. */
  begin(): void;
  /** @returns Whether to go on. */
  step(): boolean;
  finish(): number;
}

export function tickAsync(clock: FakeClock, promise: PromiseConstructor, amount: Duration): Promise<number> {
  let advance: Advance;
  return drive(clock, promise, {
    begin() {
      advance = new Advance(clock, parseDuration(amount));
      advance.begin();
    },
    step: () => advance.fire(1),
    finish: () => advance.finish(),
  });
}

/** What the callback throws comes out when promises have settled, like the rest of its effects. */
export function nextAsync(clock: FakeClock, promise: PromiseConstructor): Promise<number> {
  let done = false;
  let thrown: { readonly error: unknown } | undefined;
  return drive(clock, promise, {
    begin: () => undefined,
    step() {
      if (done) return false;
      done = true;
      try {
        next(clock);
      } catch (error) {
        thrown = { error };
      }
      return true;
    },
    finish() {
      if (thrown !== undefined) throw thrown.error;
      return clock.wall.now();
    },
  });
}

export function runAllAsync(clock: FakeClock, promise: PromiseConstructor): Promise<number> {
  const run = new RunAll(clock);
  return drive(clock, promise, {
    begin: () => undefined,
    step: () => run.step(),
    finish: () => clock.wall.now(),
  });
}

/** Looks for the last timer one macrotask later than it is called: promises that settle until then can still set one. */
export function runToLastAsync(clock: FakeClock, promise: PromiseConstructor): Promise<number> {
  let advance: Advance | undefined;
  return drive(clock, promise, {
    begin() {
      const last = untilLast(clock);
      if (last === undefined) clock.runJobs();
      else advance = new Advance(clock, last);
      advance?.begin();
    },
    step: () => advance !== undefined && advance.fire(1),
    finish: () => advance?.finish() ?? clock.wall.now(),
  });
}

function drive(clock: FakeClock, promise: PromiseConstructor, verb: Verb): Promise<number> {
  return new promise((resolve, reject) => {
    let begun = false;
    clock.driving++;
    clock.turns.add(() => {
      try {
        if (!begun) {
          begun = true;
          verb.begin();
        }
        if (verb.step()) return true;
        const now = verb.finish();
        leave();
        resolve(now);
      } catch (error) {
        leave();
        reject(error);
      }
      return false;
    });
    function leave(): void {
      clock.callbacksOver();
      clock.driving--;
      clock.onScheduled?.();
    }
  });
}
