import { inVirtualTime, type VirtualClock } from 'tickless';

describe('the clock of inVirtualTime', () => {
  it(
    'goes on at once if a condition is true already',
    inVirtualTime(async (clock) => {
      const seen: string[] = [];
      setImmediate(() => seen.push('immediate'));
      await clock.runUntil(() => true);
      seen.push('went on');
      await clock.advance(0);
      expect(seen).toEqual(['went on', 'immediate']);
    }),
  );

  it(
    'begins at a point of Temporal, too',
    inVirtualTime(() => expect(Date.now()).toBe(4), { now: { epochMilliseconds: 4 } }),
  );

  it.each<[string, (clock: VirtualClock) => unknown, string]>([
    [
      'set to nothing',
      (clock) => clock.setSystemTime(null as never),
      'The time of setSystemTime() must be milliseconds since 1970, a Date, or a point of Temporal, but was given null.',
    ],
    [
      'advanced by text',
      (clock) => clock.advance('5' as never),
      'The duration of advance() must be a number of milliseconds',
    ],
  ])('says what it wants when it is %s', async (_what, act, message) => {
    await expect(inVirtualTime(act)()).rejects.toThrow(message);
  });

  it('names those who wait for conditions again and again without time going on', async () => {
    let calls = 0;
    const test = inVirtualTime(
      async (clock) => {
        for (;;) await clock.runUntil(() => ++calls % 2 === 0);
      },
      { maxStepsPerInstant: 1_000 },
    );
    await expect(test()).rejects.toThrow('Those that keep waking each other: runUntil (128 of the last 128)');
  });
});
