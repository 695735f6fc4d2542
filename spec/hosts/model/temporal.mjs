/** Temporal on the time of a clock, for Node that has it. */
import assert from 'node:assert/strict';
import { createClock, inVirtualTime, install, timers } from 'tickless';

const tests = {
  'every way to ask for now tells the time of the clock, to the nanosecond'() {
    const clock = install({ now: Date.UTC(2024, 1, 29, 12, 30) });
    clock.tick(0.000_001);
    clock.tick(1_500.25);
    const { Now } = Temporal;
    assert.equal(Now.instant().toString(), '2024-02-29T12:30:01.500250001Z');
    assert.equal(Now.zonedDateTimeISO('UTC').toString(), '2024-02-29T12:30:01.500250001+00:00[UTC]');
    assert.equal(Now.plainDateTimeISO('UTC').toString(), '2024-02-29T12:30:01.500250001');
    assert.equal(Now.plainDateISO('UTC').toString(), '2024-02-29');
    assert.equal(Now.plainTimeISO('Asia/Kathmandu').toString(), '18:15:01.500250001');
    assert.equal(Now.timeZoneId(), timers.Temporal.Now.timeZoneId());
    clock.uninstall();
    assert.equal(globalThis.Temporal, timers.Temporal);
  },

  'everything else is the real one'() {
    const clock = install();
    assert.equal(Temporal.Duration, timers.Temporal.Duration);
    assert.equal(Temporal.Instant, timers.Temporal.Instant);
    assert.ok(Temporal.Now.instant() instanceof Temporal.Instant);
    assert.equal(Object.prototype.toString.call(Temporal), '[object Temporal]');
    clock.uninstall();
  },

  'points in time are taken for now and for the system time, durations for ticks'() {
    const clock = createClock(Temporal.Instant.from('2000-01-01T00:00:00Z'));
    assert.equal(clock.now, Date.UTC(2000, 0, 1));
    clock.setSystemTime(Temporal.ZonedDateTime.from('2001-01-01T00:00:00+00:00[UTC]'));
    assert.equal(clock.Date.now(), Date.UTC(2001, 0, 1));
    clock.tick(Temporal.Duration.from({ hours: 1, milliseconds: 1, microseconds: 500 }));
    assert.equal(clock.hrtime.bigint?.() ?? clock.hrtime()[0] * 1e9, 3_600_001_500_000n);
    assert.equal(clock.Temporal.Now.instant().epochNanoseconds, BigInt(clock.now) * 1_000_000n + 500_000n);
  },

  'Temporal stays real if it is not to be faked'() {
    const clock = install({ toNotFake: ['Temporal'] });
    assert.equal(Temporal, timers.Temporal);
    assert.ok(Temporal.Now.instant().epochMilliseconds > 1.7e12);
    clock.uninstall();
  },

  'inVirtualTime fakes it': inVirtualTime(async (clock) => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    assert.equal(Temporal.Now.instant().toString(), '2000-01-01T00:00:01Z');
    clock.setSystemTime(Temporal.Instant.from('2030-01-01T00:00:00Z'));
    assert.equal(Temporal.Now.plainDateISO('UTC').toString(), '2030-01-01');
  }),
};

for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
  } catch (error) {
    throw new Error(`"${name}" fails`, { cause: error });
  }
}
console.log(`${Object.keys(tests).length} passed`);
