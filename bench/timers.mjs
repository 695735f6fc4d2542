import { createClock } from '@sinonjs/fake-timers';
import { EventLoop } from 'tickless';
import { faster, randomDelays, result, rounds, time, within } from './measure.mjs';

const MOST = 1_000_000;

/** Timers with random deadlines, scheduled and run. */
function timers(count, factor) {
  const delays = randomDelays(count, MOST);
  let fired = 0;
  const fire = () => fired++;
  const contenders = {
    ours: () =>
      time(() => {
        const loop = new EventLoop();
        for (const delay of delays) loop.callLater(delay, fire);
        loop.callLater(MOST, () => loop.stop());
        loop.runForever();
      }),
    fakeTimers: () =>
      time(() => {
        const clock = createClock();
        for (const delay of delays) clock.setTimeout(fire, delay);
        clock.tick(MOST);
      }),
    // What any implementation has to do: bring the deadlines into order and call the functions.
    floor: () =>
      time(() => {
        const deadlines = Float64Array.from(delays).sort();
        for (let i = 0; i < deadlines.length; i++) fire();
      }),
  };
  return {
    name: `timers-${count}`,
    work: `${count.toLocaleString('en')} timers with random deadlines, scheduled and run`,
    async run() {
      const many = count >= 1_000_000;
      const times = await rounds(contenders, many ? { warmup: 2, collect: 'major' } : { warmup: 8 });
      return [
        result('@sinonjs/fake-timers', faster(factor), count, times.ours, times.fakeTimers),
        result('floor: sort, and call', within(4), count, times.ours, times.floor),
      ];
    },
  };
}

/** Timers that never fire. */
function cancelled(count) {
  const delays = randomDelays(count, MOST);
  const contenders = {
    ours: () => {
      const loop = new EventLoop();
      return time(() => {
        const handles = delays.map((delay) => loop.callLater(delay, () => {}));
        for (const handle of handles) handle.cancel();
      });
    },
    fakeTimers: () => {
      const clock = createClock();
      return time(() => {
        const ids = delays.map((delay) => clock.setTimeout(() => {}, delay));
        for (const id of ids) clock.clearTimeout(id);
      });
    },
  };
  return {
    name: `cancel-${count}`,
    work: `${count.toLocaleString('en')} timers scheduled and cancelled`,
    async run() {
      const { ours, fakeTimers } = await rounds(contenders, { count: 11, warmup: 8 });
      return [result('@sinonjs/fake-timers', faster(5), count, ours, fakeTimers)];
    },
  };
}

export const rows = [timers(100_000, 8), timers(1_000_000, 10), cancelled(100_000)];
