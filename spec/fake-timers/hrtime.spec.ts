import fc from 'fast-check';
import { fakeHrtime } from '../../lib/fake-timers/hrtime';
import { check } from '../support/properties';

type Reading = [seconds: number, nanos: number];

const hrtimeAt = (reading: Reading) => fakeHrtime({ elapsed: () => reading });

describe('hrtime', () => {
  it('is nothing since itself', () => {
    const hrtime = hrtimeAt([7, 500]);
    expect(hrtime(hrtime())).toEqual([0, 0]);
  });

  it('takes up to a billion nanoseconds of what was before', () => {
    const hrtime = hrtimeAt([7, 500]);
    expect(hrtime([6, 1e9])).toEqual([0, 500]);
    expect(() => hrtime([6, 1e9 + 1])).toThrow(new TypeError("Number of nanoseconds can't exceed a billion"));
  });

  it('tells the difference of two readings, with less than a second of nanoseconds (property)', () => {
    const reading = fc.tuple(fc.nat(1_000), fc.nat(1e9 - 1));
    const total = ([seconds, nanos]: readonly number[]): bigint => BigInt(seconds!) * 1_000_000_000n + BigInt(nanos!);
    check(
      fc.property(reading, reading, (before, now) => {
        const hrtime = hrtimeAt(now);
        const since = hrtime(before);
        expect(total(since)).toBe(hrtime.bigint() - total(before));
        expect(since[1]).toBeGreaterThanOrEqual(0);
        expect(since[1]).toBeLessThan(1e9);
      }),
    );
  });
});
