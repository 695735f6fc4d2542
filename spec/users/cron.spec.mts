import { Cron } from 'croner';
import { Cron as SleepingCron } from 'croner-5';
import cron from 'node-cron';
import { inVirtualTime } from 'tickless';

describe('croner', () => {
  // From version 6 on it looks at the clock every 30 seconds, which for a year is more than a million times, and takes it many seconds.
  it(
    'runs a job every night of a week',
    inVirtualTime(async (clock) => {
      const nights: string[] = [];
      const job = new Cron(
        '0 30 4 * * *',
        { utcOffset: 60, maxRuns: 7 },
        () => void nights.push(new Date().toISOString()),
      );
      await clock.runUntil(() => nights.length === 7);
      job.stop();
      expect([new Set(nights).size, nights[0], nights[6]]).toEqual([
        7,
        '2000-01-01T03:30:00.000Z',
        '2000-01-07T03:30:00.000Z',
      ]);
    }),
  );

  it(
    'runs a job every night of a year, in the version that sleeps in between',
    inVirtualTime(async (clock) => {
      const nights: string[] = [];
      const job = SleepingCron('0 30 4 * * *', { timezone: 'UTC' }, () => void nights.push(new Date().toISOString()));
      await clock.runUntil(() => nights.length === 366);
      job.stop();
      expect([new Set(nights).size, nights[0], nights[365]]).toEqual([
        366,
        '2000-01-01T04:30:00.000Z',
        '2000-12-31T04:30:00.000Z',
      ]);
    }),
  );

  it(
    'skips no run and repeats none when the clocks go forward',
    inVirtualTime(
      async (clock) => {
        const runs: string[] = [];
        const job = new Cron(
          '0 30 * * * *',
          { timezone: 'Europe/Berlin' },
          () => void runs.push(new Date().toISOString()),
        );
        await clock.advance(4 * 3_600_000);
        job.stop();
        expect(runs.map((run) => run.slice(11, 16))).toEqual(['23:30', '00:30', '01:30', '02:30']);
      },
      { now: Date.UTC(2000, 2, 25, 23) },
    ),
  );
});

describe('node-cron', () => {
  it(
    'runs a job every night of a year',
    inVirtualTime(async (clock) => {
      const nights: string[] = [];
      const job = cron.schedule('30 4 * * *', () => void nights.push(new Date().toISOString()), { timezone: 'UTC' });
      await clock.runUntil(() => nights.length === 366);
      await job.destroy();
      expect([new Set(nights).size, nights[0], nights[365]]).toEqual([
        366,
        '2000-01-01T04:30:00.000Z',
        '2000-12-31T04:30:00.000Z',
      ]);
    }),
  );
});
