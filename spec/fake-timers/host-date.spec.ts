import { hostDate } from '../../lib/fake-timers/host-date';

describe('Date in host order', () => {
  const NOW = Date.UTC(2000, 0, 2, 3, 4, 5, 6);
  const face = {} as never;
  const FakeDate = hostDate(Date, { wall: { now: () => NOW } as never }, face);

  it('reads the clock, called and constructed', () => {
    expect(FakeDate.now()).toBe(NOW);
    expect(new FakeDate().getTime()).toBe(NOW);
    expect((FakeDate as unknown as () => string)()).toBe(new Date(NOW).toString());
    expect((FakeDate as unknown as (...args: unknown[]) => string)(5)).toBe(new Date(NOW).toString());
  });

  it('makes real dates of what it is given', () => {
    expect(new FakeDate(5).getTime()).toBe(5);
    expect(new FakeDate('2001-02-03T04:05:06Z').getTime()).toBe(Date.UTC(2001, 1, 3, 4, 5, 6));
    expect(new FakeDate(2001, 2, 3, 4).getTime()).toBe(new Date(2001, 2, 3, 4).getTime());
    expect(new FakeDate(undefined as never).getTime()).toBeNaN();
    expect(Object.getPrototypeOf(new FakeDate(5))).toBe(Date.prototype);
  });

  it('can be extended', () => {
    class Day extends FakeDate {
      next(): number {
        return this.getTime() + 86_400_000;
      }
    }
    expect(new Day()).toBeInstanceOf(Day);
    expect([new Day().next(), new Day(5).next()]).toEqual([NOW + 86_400_000, 86_400_005]);
  });

  it('looks like the real one, and says that it is not', () => {
    expect([FakeDate.name, FakeDate.length, FakeDate.toString()]).toEqual(['Date', Date.length, Date.toString()]);
    expect(FakeDate.UTC(1970, 0)).toBe(0);
    const { isFake, clock } = FakeDate as unknown as { isFake: boolean; clock: unknown };
    expect(isFake).toBe(true);
    expect(clock).toBe(face);
  });

  it('may have its functions replaced, and its prototype not, as the real one', () => {
    for (const name of ['name', 'now', 'toString', 'isFake', 'clock']) {
      expect(Object.getOwnPropertyDescriptor(FakeDate, name)).toMatchObject({ configurable: true, enumerable: false });
    }
    expect(Object.getOwnPropertyDescriptor(FakeDate, 'now')).toMatchObject({ writable: true });
    expect(Object.getOwnPropertyDescriptor(FakeDate, 'prototype')).toEqual(
      Object.getOwnPropertyDescriptor(Date, 'prototype'),
    );
  });
});
