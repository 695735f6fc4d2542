import * as perfHooks from 'node:perf_hooks';
import * as timersModule from 'node:timers';
import * as timersPromises from 'node:timers/promises';
import { install, withGlobal, type Clock, type Config } from '../../lib/fake-timers';

let clock: Clock | undefined;
afterEach(() => {
  clock?.uninstall();
  jest.restoreAllMocks();
});

type Module = Record<string, unknown>;
const { scheduler } = timersPromises;

/** All that may be replaced beside the global, by the name under which it is known. */
function places(): Module {
  const promises = Object.entries(process.getBuiltinModule('node:timers/promises') as object as Module);
  return {
    ...(process.getBuiltinModule('node:timers') as object),
    ...Object.fromEntries(promises.map(([name, value]) => [`promises.${name}`, value])),
    'scheduler.wait': Reflect.get(scheduler, 'wait'),
    'scheduler.yield': Reflect.get(scheduler, 'yield'),
    'AbortSignal.timeout': Reflect.get(AbortSignal, 'timeout'),
    'performance.now': Object.getOwnPropertyDescriptor(perfHooks.performance, 'now')?.value as unknown,
  };
}

/** The names of all that is not what it was. */
function changes(before: Module): string[] {
  const now = places();
  return Object.keys(now).filter((name) => now[name] !== before[name]);
}

describe('the modules of Node', () => {
  it.each<[Config, string[]]>([
    [{ toFake: ['Date'] }, []],
    [{ toFake: ['performance'] }, ['performance.now']],
    [{ toFake: ['setTimeout'] }, ['setTimeout', 'promises.setTimeout']],
    [
      { toFake: ['setImmediate', 'setInterval'] },
      ['setInterval', 'setImmediate', 'promises.setImmediate', 'promises.setInterval'],
    ],
    [
      { toFake: ['setTimeout'], hostApis: 'complete' },
      ['setTimeout', 'promises.setTimeout', 'scheduler.wait', 'AbortSignal.timeout'],
    ],
    [{ toFake: ['setImmediate'], hostApis: 'complete' }, ['setImmediate', 'promises.setImmediate', 'scheduler.yield']],
  ])('are replaced as far as %j says', (config, expected) => {
    const before = places();
    clock = install(config);
    expect(changes(before).sort()).toEqual([...expected].sort());
    clock.uninstall();
    expect(changes(before)).toEqual([]);
  });

  it('are listed with what they had, as far as they are replaced', () => {
    const { setTimeout, clearTimeout } = timersModule;
    const ofPromises = timersPromises.setTimeout;
    clock = install({ toFake: ['setTimeout', 'clearTimeout'] });
    expect(clock.timersModuleMethods).toEqual([
      { methodName: 'setTimeout', original: setTimeout },
      { methodName: 'clearTimeout', original: clearTimeout },
    ]);
    expect(clock.timersPromisesModuleMethods).toEqual([{ methodName: 'setTimeout', original: ofPromises }]);
  });

  it('keep it to themselves that performance.now is a fake', () => {
    clock = install({ toFake: ['performance'] });
    expect(Object.keys(perfHooks.performance)).not.toContain('now');
  });

  it('are left alone by a clock that is installed elsewhere', () => {
    const before = places();
    const scope = { Date, setTimeout: () => 1, clearTimeout: () => undefined };
    clock = withGlobal(scope).install({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    expect(changes(before)).toEqual([]);
  });

  it('have scheduler.yield wait for the clock, if they are replaced completely', () => {
    clock = install({ hostApis: 'complete' });
    void scheduler.yield();
    expect(clock.countTimers()).toBe(1);
  });
});

describe('a host', () => {
  it.each(['perf_hooks', 'timers', 'timers/promises'])('may have no module %s', (missing) => {
    const all: (name: string) => object | undefined = process.getBuiltinModule.bind(process);
    const fewer = (name: string): object | undefined => (name === `node:${missing}` ? undefined : all(name));
    jest.spyOn(process, 'getBuiltinModule').mockImplementation(fewer);
    const before: Module = { ...timersModule };
    clock = install();
    setTimeout(() => undefined, 5);
    expect(clock.countTimers()).toBe(1);
    clock.uninstall();
    jest.restoreAllMocks();
    expect({ ...timersModule }).toEqual(before);
  });

  it('may have no AbortSignal', () => {
    const own = Object.getOwnPropertyDescriptor(globalThis, 'AbortSignal')!;
    Reflect.deleteProperty(globalThis, 'AbortSignal');
    try {
      clock = install({ hostApis: 'complete' });
      void scheduler.wait(5);
      expect(clock.countTimers()).toBe(1);
    } finally {
      Object.defineProperty(globalThis, 'AbortSignal', own);
    }
  });
});
