import { withGlobal } from '../../lib/fake-timers';

describe('the natives of a global', () => {
  it.each<[string, object]>([
    ['null', { performance: null, Intl: null, scheduler: null, Temporal: null, queueMicrotask: null }],
    [
      'something else of that name',
      {
        performance: {},
        Intl: () => undefined,
        scheduler: { yield: () => undefined },
        Temporal: {},
        queueMicrotask: {},
      },
    ],
    ['half of it', { performance: { mark: () => undefined }, Temporal: { Now: {} } }],
  ])('are left alone where it has %s', (_, others) => {
    const scope = { Date, Promise, ...others };
    const { timers, install } = withGlobal(scope);
    expect(Object.keys(timers)).toEqual(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date']);
    const clock = install({ ignoreMissingTimers: true });
    expect(scope).toMatchObject(others);
    clock.uninstall();
  });

  it('are all that a clock has', () => {
    const clock = withGlobal({ Date }).createClock();
    const optional = [
      'setImmediate',
      'clearImmediate',
      'performance',
      'hrtime',
      'Intl',
      'Temporal',
      'scheduler',
      'tickAsync',
    ];
    expect(optional.filter((name) => name in clock)).toEqual([]);
  });

  it('are replaced, objects by those of the clock', () => {
    const Temporal = { Now: { instant: () => undefined } };
    const scope = { Date, Promise, Temporal, scheduler: { postTask: () => undefined }, performance: { now: () => 1 } };
    const clock = withGlobal(scope).install({ ignoreMissingTimers: true });
    expect(scope.Temporal).toBe(clock.Temporal);
    expect(scope.scheduler).toBe(clock.scheduler);
    expect(scope.performance).toBe(clock.performance);
    clock.uninstall();
    expect(scope.Temporal).toBe(Temporal);
  });

  it('have numbers for timers, unless its setTimeout is there to say otherwise', () => {
    expect(
      typeof withGlobal({ Date })
        .createClock()
        .setTimeout(() => undefined),
    ).toBe('number');
    expect(
      typeof withGlobal({ Date, setTimeout, clearTimeout })
        .createClock()
        .setTimeout(() => undefined),
    ).toBe('object');
  });
});
