import fc from 'fast-check';

/** A step of a program, run at the top or by a callback. Plain data, so that a failing program can be read and shrunk. */
export type Op =
  | {
      readonly op: 'schedule';
      readonly by: Scheduler;
      readonly delay?: unknown;
      readonly args: readonly unknown[];
      readonly body: Body;
    }
  | { readonly op: 'clear'; readonly by: Clearer; readonly handle: number }
  | { readonly op: 'refresh' | 'ref' | 'unref' | 'number'; readonly handle: number }
  | { readonly op: Verb; readonly amount?: unknown }
  | { readonly op: 'setSystemTime'; readonly amount: unknown }
  | { readonly op: 'setTickMode'; readonly mode: string; readonly delta?: number }
  | { readonly op: 'settle'; readonly turns: number; readonly body: Body }
  | { readonly op: 'reset' | 'look' | 'uninstall' | 'hostInterval' };

/** What a callback does: some steps, then perhaps throw. */
export interface Body {
  readonly ops: readonly Op[];
  readonly throws: boolean;
}

type Scheduler =
  | 'setTimeout'
  | 'setInterval'
  | 'setImmediate'
  | 'requestAnimationFrame'
  | 'requestIdleCallback'
  | 'nextTick'
  | 'queueMicrotask';
type Clearer = 'clearTimeout' | 'clearInterval' | 'clearImmediate' | 'cancelAnimationFrame' | 'cancelIdleCallback';
type Verb = 'tick' | 'next' | 'runAll' | 'runToLast' | 'runToFrame' | 'jump' | 'runMicrotasks';

export interface Program {
  readonly now: number;
  readonly ops: readonly Op[];
  /** Whether a timer that nobody touches waits far away. */
  readonly sentinel: boolean;
}

/** What a family of programs may contain. */
export interface Features {
  /** Ticks of fractions of a millisecond, at the top. With {@link systemTime}, or in callbacks, the compatible library loses fractions, and hrtime goes back ("fractions"). */
  readonly fractions: boolean;
  readonly systemTime: boolean;
  /** Promise reactions between timers, for the Async verbs. */
  readonly promises: boolean;
  /**
   * Idle callbacks anywhere, in place of intervals and resets. Beside a sentinel, as the compatible library fires one that is alone at the wrong time ("lone-idle-callback"); without this feature they are only
   * scheduled at the top, where they are due at once.
   */
  readonly idle: boolean;
}

// What is intended to differ is left out here, each by its name in docs/fake-timers.md: jobs that throw or drive the clock ("jobs-run-once") or set the system time ("jobs-and-system-time"), intervals of 0 or less
// ("interval-limit"), `now` set by hand ("now-by-hand"), tick(NaN) ("nan").

/** How deep callbacks are in callbacks. */
const TOP = 3;

const delay = fc.oneof(
  { weight: 12, arbitrary: fc.nat(30) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(
      undefined,
      null,
      NaN,
      '7',
      '12px',
      'soon',
      -3,
      1.5,
      0.4,
      Infinity,
      2 ** 31,
      [4],
      true,
    ),
  },
);
const period = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 30 }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(undefined, null, NaN, '7', 'often', 2.5, Infinity, 2 ** 31) },
);
const handle = fc.nat(12);
const args = fc.array(fc.constantFrom<unknown>(1, 'a', null, undefined, true), { maxLength: 2 });
const clearer = fc.constantFrom<Clearer>(
  'clearTimeout',
  'clearTimeout',
  'clearTimeout',
  'clearInterval',
  'clearInterval',
  'clearImmediate',
  'cancelAnimationFrame',
  'cancelIdleCallback',
);
const EPOCHS = [
  undefined,
  0,
  1,
  5,
  1000,
  1e12,
  -50,
  NaN,
  'later',
  null,
  { getTime: () => 77 },
  { epochMilliseconds: 99 },
  {},
];

function amount({ fractions }: Features): fc.Arbitrary<unknown> {
  const odd = [undefined, null, '1', '00', '00:01', 'x', '1:1', -1, { total: () => 7 }, true];
  return fc.oneof(
    { weight: 12, arbitrary: fc.nat(60) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>(...odd) },
    ...(fractions ? [{ weight: 6, arbitrary: fc.nat(4000).map((n) => n / 160) }] : []),
  );
}

function schedule(features: Features, depth: number): fc.Arbitrary<Op> {
  const timers = fc.record({
    op: fc.constant('schedule' as const),
    by: fc.constantFrom<Scheduler>(
      'setTimeout',
      'setTimeout',
      'setTimeout',
      'setImmediate',
      'requestAnimationFrame',
      ...(features.idle || depth === TOP ? (['requestIdleCallback'] as const) : []),
    ),
    delay,
    args,
    body: body(features, depth, true),
  });
  const intervals = fc.record({
    op: fc.constant('schedule' as const),
    by: fc.constant('setInterval' as const),
    delay: period,
    args,
    body: body(features, Math.min(depth, 1), true),
  });
  const jobs = fc.record({
    op: fc.constant('schedule' as const),
    by: fc.constantFrom<Scheduler>('nextTick', 'queueMicrotask'),
    args,
    body: features.promises ? quietBody(depth) : body(features, depth, false),
  });
  return fc.oneof({ weight: 5, arbitrary: timers }, ...(features.idle ? [] : [{ weight: 1, arbitrary: intervals }]), {
    weight: 2,
    arbitrary: jobs,
  });
}

/** @param free Whether the callback may throw, drive the clock and reset it, as timers may. */
function body(features: Features, depth: number, free: boolean): fc.Arbitrary<Body> {
  if (depth === 0)
    return fc.record({
      ops: fc.constant([]),
      throws: free ? fc.constantFrom(false, false, false, false, true) : fc.constant(false),
    });
  const inner = fc.oneof(
    { weight: 6, arbitrary: schedule(features, depth - 1) },
    { weight: 3, arbitrary: touch() },
    ...(free ? [{ weight: 1, arbitrary: drive({ ...features, fractions: false }) }] : []),
    ...(features.systemTime && free ? [{ weight: 1, arbitrary: setSystemTime() }] : []),
    ...(features.promises && free ? [{ weight: 3, arbitrary: settle(features, depth - 1) }] : []),
  );
  return fc.record({
    ops: fc.array(inner, { maxLength: 3 }),
    throws: free ? fc.constantFrom(false, false, false, false, false, true) : fc.constant(false),
  });
}

/** Jobs that queue jobs. With the Async verbs they set no timers: those that the last jobs of a tick set, the compatible library fires without letting promises settle ("last-jobs"). */
function quietBody(depth: number): fc.Arbitrary<Body> {
  const job = fc.record({
    op: fc.constant('schedule' as const),
    by: fc.constantFrom<Scheduler>('nextTick', 'queueMicrotask'),
    args,
    body: depth === 0 ? fc.constant({ ops: [], throws: false }) : fc.constant(depth - 1).chain(quietBody),
  });
  return fc.record({ ops: fc.array(job, { maxLength: 2 }), throws: fc.constant(false) });
}

/** Promise reactions that follow `turns` others; they only schedule. */
function settle(features: Features, depth: number): fc.Arbitrary<Op> {
  return fc.record({
    op: fc.constant('settle' as const),
    turns: fc.nat(70),
    body: body({ ...features, promises: false }, Math.min(depth, 1), false),
  });
}

function touch(): fc.Arbitrary<Op> {
  return fc.oneof(
    fc.record({ op: fc.constant('clear' as const), by: clearer, handle }),
    fc.record({ op: fc.constantFrom('refresh' as const, 'ref' as const, 'unref' as const, 'number' as const), handle }),
  );
}

function setSystemTime(): fc.Arbitrary<Op> {
  return fc.record({ op: fc.constant('setSystemTime' as const), amount: fc.constantFrom<unknown>(...EPOCHS) });
}

function drive(features: Features): fc.Arbitrary<Op> {
  // Verbs that go as far as there are timers would use up the sentinel.
  const toTheEnd = features.idle ? [] : (['next', 'runAll', 'runToLast'] as const);
  return fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ op: fc.constantFrom<Verb>('tick', 'tick', 'tick', 'jump'), amount: amount(features) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ op: fc.constantFrom<Verb>(...toTheEnd, 'runToFrame', 'runMicrotasks') }),
    },
  );
}

function rare({ idle, promises }: Features): fc.Arbitrary<Op> {
  return fc.oneof(
    fc.record({ op: fc.constantFrom('look' as const, 'hostInterval' as const, ...(idle ? [] : (['reset'] as const))) }),
    fc.record({
      op: fc.constant('setTickMode' as const),
      // With promises there is time for the mode to run, and how often it gets a turn is not for programs to rely on.
      mode: fc.constantFrom('manual', 'interval', 'sideways', ...(promises ? [] : ['nextAsync'])),
      delta: fc.constantFrom(5000, 7000),
    }),
  );
}

/** Programs of some steps at the top, and callbacks in callbacks three deep. */
export function program(features: Features): fc.Arbitrary<Program> {
  const op = fc.oneof(
    { weight: 8, arbitrary: schedule(features, TOP) },
    { weight: 6, arbitrary: drive(features) },
    { weight: 3, arbitrary: touch() },
    { weight: 1, arbitrary: rare(features) },
    ...(features.systemTime ? [{ weight: 1, arbitrary: setSystemTime() }] : []),
    ...(features.promises ? [{ weight: 2, arbitrary: settle(features, 2) }] : []),
  );
  return fc.record({
    now: fc.constantFrom(0, 0, 5, 1e12, -1000),
    ops: fc.array(op, { minLength: 1, maxLength: 14, size: 'max' }),
    sentinel: fc.constant(features.idle),
  });
}
