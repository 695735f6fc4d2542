import * as timersPromises from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import { createClock, install, withGlobal, type Clock } from '../../lib/fake-timers';

describe('Date', () => {
  const clock = createClock(1_000);
  const FakeDate = clock.Date;

  it('reads the clock, and takes dates as the real one does', () => {
    expect([FakeDate.now(), new FakeDate().getTime(), FakeDate()]).toEqual([1000, 1000, new Date(1000).toString()]);
    expect(new FakeDate(2020, 1, 29, 12).getTime()).toBe(new Date(2020, 1, 29, 12).getTime());
    expect(new FakeDate('2020-01-01').toISOString()).toBe('2020-01-01T00:00:00.000Z');
    expect([FakeDate.parse, FakeDate.UTC]).toEqual([Date.parse, Date.UTC]);
  });

  it('passes for the real one', () => {
    const date = new FakeDate();
    expect([date instanceof Date, new Date() instanceof FakeDate, date.constructor === Date]).toEqual([
      true,
      true,
      true,
    ]);
    expect(Object.getOwnPropertyDescriptor(date, 'constructor')).toMatchObject({ enumerable: false, value: Date });
    expect([FakeDate.toString(), FakeDate.name, FakeDate.length]).toEqual([Date.toString(), 'ClockDate', 0]);
    expect([FakeDate.isFake, FakeDate.clock === clock]).toEqual([true, true]);
    expect(structuredClone(date).getTime()).toBe(1000);
    expect({} instanceof FakeDate).toBe(false);
  });

  it('has a prototype of its own, which inherits from that of the real one', () => {
    expect(Object.getOwnPropertyDescriptor(FakeDate, 'prototype')).toEqual({
      value: Object.getPrototypeOf(new FakeDate()) as object,
      writable: false,
      enumerable: false,
      configurable: false,
    });
    expect(Object.getOwnPropertyDescriptors(FakeDate.prototype)).toEqual({
      constructor: { value: FakeDate, writable: true, enumerable: false, configurable: true },
    });
    expect([Object.getPrototypeOf(FakeDate), Object.getPrototypeOf(FakeDate.prototype)]).toEqual([
      Date,
      Date.prototype,
    ]);
  });

  it('can be extended', () => {
    class Day extends FakeDate {
      year(): number {
        return this.getUTCFullYear();
      }
    }
    expect(new Day().year()).toBe(1970);
    expect(new Day(2020, 5).year()).toBe(2020);
  });

  it('sees custom statics of the real one', () => {
    Object.assign(Date, { custom: () => 'custom' });
    expect((FakeDate as unknown as { custom(): string }).custom()).toBe('custom');
    Reflect.deleteProperty(Date, 'custom');
  });

  it.each([undefined, null])('has no now where the real one has %s', (none) => {
    const now = Object.getOwnPropertyDescriptor(Date, 'now')!;
    Object.defineProperty(Date, 'now', { ...now, value: none });
    try {
      const { Date: Fake } = createClock(5);
      expect([Fake.now, new Fake().getTime()]).toEqual([none, 5]);
    } finally {
      Object.defineProperty(Date, 'now', now);
    }
  });

  it('takes dates of other realms', () => {
    const foreign = runInNewContext('new Date(77)') as Date;
    expect(createClock(foreign).now).toBe(77);
    expect(new FakeDate(foreign).getTime()).toBe(77);
  });

  it('keeps to the time zone of the host, its edges included', () => {
    // Node notices when TZ is set. Around the changes of 2021 both Dates must agree, half hour by half hour.
    const zone = process.env['TZ'];
    try {
      for (const name of ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe']) {
        process.env['TZ'] = name;
        for (const edge of [
          Date.UTC(2021, 2, 28),
          Date.UTC(2021, 9, 31),
          Date.UTC(2021, 2, 14),
          Date.UTC(2021, 3, 3),
        ]) {
          for (let at = edge; at < edge + 48 * 1_800_000; at += 1_800_000) {
            clock.setSystemTime(at);
            const [fake, real] = [new FakeDate(), new Date(at)];
            expect(fake.toString()).toBe(real.toString());
            expect(new FakeDate(2021, fake.getMonth(), fake.getDate(), fake.getHours()).getTime()).toBe(
              new Date(2021, real.getMonth(), real.getDate(), real.getHours()).getTime(),
            );
          }
        }
      }
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });
});

describe('Intl.DateTimeFormat', () => {
  it('formats the clock when it is given nothing', () => {
    const clock = createClock(Date.UTC(2000, 0, 2));
    const format = new clock.Intl!.DateTimeFormat('en', { timeZone: 'UTC' });
    expect([format.format(), format.format(0), format.formatToParts()[0]]).toEqual([
      '1/2/2000',
      '1/1/1970',
      { type: 'month', value: '1' },
    ]);
    expect([format.resolvedOptions().timeZone, format instanceof Intl.DateTimeFormat]).toEqual(['UTC', false]);
    expect(clock.Intl!.DateTimeFormat('en', { timeZone: 'UTC' }).format()).toBe('1/2/2000');
    expect([clock.Intl!.NumberFormat, clock.Intl!.clock]).toEqual([Intl.NumberFormat, clock]);
    expect(clock.Intl!.DateTimeFormat.supportedLocalesOf('en')).toEqual(['en']);
  });
});

describe('Intl', () => {
  it('has what the real one had when it was first seen', () => {
    const Real: Partial<typeof Intl> = Object.defineProperties({}, Object.getOwnPropertyDescriptors(Intl));
    const scope = withGlobal({ Date, Intl: Real });
    for (const name of Object.getOwnPropertyNames(Real)) Reflect.deleteProperty(Real, name);
    const clock = scope.createClock(0);
    expect(new clock.Intl!.DateTimeFormat('en', { timeZone: 'UTC' }).format()).toBe('1/1/1970');
    expect(clock.Intl!.NumberFormat).toBe(Intl.NumberFormat);
    expect(scope.timers.Intl).toBe(Real);
  });
});

describe('timers/promises', () => {
  let clock: Clock;
  beforeEach(() => void (clock = install()));
  afterEach(() => clock.uninstall());

  it('waits on the clock', async () => {
    const waits = [timersPromises.setTimeout(100, 'late'), timersPromises.setImmediate('now')];
    await clock.tickAsync(100);
    expect(await Promise.all(waits)).toEqual(['late', 'now']);
  });

  it('rejects at once when the signal is aborted already, and schedules nothing', async () => {
    await expect(timersPromises.setTimeout(10, 'v', { signal: AbortSignal.abort('why') })).rejects.toBe('why');
    expect(clock.countTimers()).toBe(0);
  });

  it('rejects at once when the signal is none, and schedules nothing', async () => {
    const options = { signal: {} as AbortSignal };
    await expect(timersPromises.setTimeout(10, 'v', options)).rejects.toThrow(TypeError);
    await expect(timersPromises.setImmediate('v', options)).rejects.toThrow(TypeError);
    expect(() => timersPromises.setInterval(10, 'v', options)[Symbol.asyncIterator]()).toThrow(TypeError);
    expect(clock.countTimers()).toBe(0);
  });

  it('forgets its listener when it is done, aborted or uninstalled', async () => {
    const controller = new AbortController();
    const done = timersPromises.setTimeout(10, 'v', { signal: controller.signal });
    expect(clock.abortListenerMap.size).toBe(1);
    clock.tick(10);
    await done;
    expect(clock.abortListenerMap.size).toBe(0);
    void timersPromises.setImmediate('v', { signal: controller.signal });
    clock.uninstall();
    expect(clock.abortListenerMap.size).toBe(0);
  });

  it('iterates an interval: backlog at once, then turn by turn, until it is returned from', async () => {
    const turns = timersPromises.setInterval(10, 'turn')[Symbol.asyncIterator]();
    clock.tick(25);
    expect([await turns.next(), await turns.next()]).toEqual([
      { done: false, value: 'turn' },
      { done: false, value: 'turn' },
    ]);
    const third = turns.next();
    let returned = false;
    const end = turns.return!().then(() => (returned = true));
    await Promise.resolve();
    expect(returned).toBe(false);
    clock.tick(5);
    expect(await third).toEqual({ done: false, value: 'turn' });
    await end;
    expect([await turns.next(), clock.countTimers()]).toEqual([{ done: true, value: undefined }, 0]);
  });

  it('tells the first who waits for a turn that it was aborted, and the others that it is over, as a generator does', async () => {
    const controller = new AbortController();
    const turns = timersPromises.setInterval(10, 'turn', { signal: controller.signal })[Symbol.asyncIterator]();
    const waiting = [turns.next(), turns.next(), turns.next()];
    controller.abort('enough');
    const over = { status: 'fulfilled', value: { done: true, value: undefined } };
    expect(await Promise.allSettled(waiting)).toEqual([{ status: 'rejected', reason: 'enough' }, over, over]);
    expect([await turns.next(), clock.countTimers()]).toEqual([over.value, 0]);
  });

  it('ends an iteration with the reason of the signal', async () => {
    const controller = new AbortController();
    const turns = timersPromises.setInterval(10, 'turn', { signal: controller.signal })[Symbol.asyncIterator]();
    const first = turns.next();
    controller.abort('enough');
    await expect(first).rejects.toBe('enough');
    expect(clock.countTimers()).toBe(0);
    const late = timersPromises.setInterval(10, 'turn', { signal: controller.signal })[Symbol.asyncIterator]();
    await expect(late.next()).rejects.toBe('enough');
  });
});

describe('scheduler.postTask', () => {
  it('is a timer with a promise, where the global has it', async () => {
    const scope = {
      Date,
      setTimeout,
      clearTimeout,
      setInterval,
      clearInterval,
      Promise,
      scheduler: { postTask: () => undefined },
    };
    const clock = withGlobal(scope).install();
    const { postTask } = clock.scheduler!;
    const controller = new AbortController();
    const results = Promise.allSettled([
      postTask(() => 5),
      postTask(
        () => {
          throw new Error('from the task');
        },
        { delay: 10 },
      ),
      postTask(() => 7, { delay: 5, signal: controller.signal }),
      postTask(() => 7, { signal: AbortSignal.abort('before') }),
    ]);
    controller.abort('why');
    clock.tick(20);
    expect(
      (await results).map((result) => (result.status === 'fulfilled' ? result.value : String(result.reason))),
    ).toEqual([5, 'Error: from the task', 'why', 'before']);
    expect(() => postTask(5 as never)).toThrow(new TypeError('callback must be a function'));
    clock.uninstall();
    expect(Object.keys(scope.scheduler)).toEqual(['postTask']);
  });
});
