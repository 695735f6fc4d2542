import { readFile } from 'node:fs/promises';
import { install, timers, type Clock } from 'tickless';

const HOUR_MS = 3_600_000;
let clock: Clock;

beforeEach(() => {
  clock = install({ order: 'host', now: 0 });
});
afterEach(() => {
  clock.uninstall();
});

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe('the mode nextAsync in host order', () => {
  beforeEach(() => {
    clock.setTickMode({ mode: 'nextAsync' });
  });

  it('gets to whatever is awaited, in the order of Node', async () => {
    const seen: string[] = [];
    setTimeout(() => seen.push('1 ms'), 1);
    setTimeout(() => seen.push('0 ms'), 0);
    setImmediate(() => seen.push('immediate'));
    await wait(3 * HOUR_MS);
    expect(seen).toEqual(['immediate', '1 ms', '0 ms']);
    expect(Date.now()).toBe(3 * HOUR_MS);
  });

  it('rests while nothing is scheduled, and goes on when something is', async () => {
    await wait(HOUR_MS);
    await Promise.resolve();
    await wait(HOUR_MS);
    expect(Date.now()).toBe(2 * HOUR_MS);
  });

  it('stands still while real work is in flight', async () => {
    const timeout = wait(10).then(() => 'timeout');
    expect(await Promise.race([timeout, readFile(__filename, 'utf8')])).toContain('stands still');
    await timeout;
  });

  it('lets an Async verb drive, and goes on afterwards', async () => {
    const seen: number[] = [];
    setTimeout(() => seen.push(Date.now()), 10);
    await clock.tickAsync(20);
    expect(seen).toEqual([10]);
    await wait(HOUR_MS);
    expect(Date.now()).toBeGreaterThanOrEqual(HOUR_MS + 10);
  });

  it('ends with the mode manual, and with the clock', async () => {
    expect(clock.tickMode).toMatchObject({ mode: 'nextAsync', counter: 1 });
    clock.setTickMode({ mode: 'manual' });
    const seen: string[] = [];
    setTimeout(() => seen.push('fired'), 1);
    await new Promise((resolve) => timers.setTimeout(resolve, 5));
    expect(seen).toEqual([]);
    await clock.runAllAsync();
    expect(seen).toEqual(['fired']);
    clock.setTickMode({ mode: 'nextAsync' });
    setTimeout(() => seen.push('late'), 1);
    clock.uninstall();
    await wait(5);
    expect(seen).toEqual(['fired']);
  });
});

it('is in the mode manual until another one is set, and counts the changes', () => {
  const modes = [{ ...clock.tickMode }];
  for (const mode of ['manual', 'nextAsync', 'nextAsync', 'manual'] as const) {
    clock.setTickMode({ mode });
    modes.push({ ...clock.tickMode });
  }
  expect(modes.map(({ mode, counter }) => [mode, counter])).toEqual([
    ['manual', 0],
    ['manual', 0],
    ['nextAsync', 1],
    ['nextAsync', 1],
    ['manual', 2],
  ]);
});

it('knows no mode interval, nor any other', () => {
  expect(() => clock.setTickMode({ mode: 'interval' })).toThrow(
    "The mode of a clock in host order must be one of 'manual', 'nextAsync'",
  );
});
