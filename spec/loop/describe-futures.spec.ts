import { createTask, EventLoop, gather, setEventLoop, shield, sleep, type Future } from 'tickless';
import { describeNested } from '../../lib/loop/describe-futures';

describe('what reports say of many futures', () => {
  let loop: EventLoop;
  let pending: Future;

  beforeEach(() => {
    loop = new EventLoop();
    setEventLoop(loop);
    pending = loop.createFuture();
  });

  afterEach(() => setEventLoop(undefined));

  it('names those that are not done, and no others', () => {
    const tasks = [1, 9, 2, 8].map((ms) => createTask(sleep(ms), { name: `sleeps ${ms}` }));
    const all = gather(...tasks);
    loop.runUntilComplete(sleep(5));
    expect(all.describe()).toBe("gather of 4, until task 'sleeps 9', task 'sleeps 8' are done");
    loop.runUntilComplete(sleep(3.5));
    expect(all.describe()).toBe("gather of 4, until task 'sleeps 9' is done");
  });

  it('goes five futures deep', () => {
    let future = pending;
    for (let i = 0; i < 5; i++) future = shield(future);
    expect(future.describe()).toBe(`${'shield of '.repeat(5)}a future that nobody has resolved`);
    expect(shield(future).describe()).toBe(`${'shield of '.repeat(6)}…`);
  });

  it('cuts off what takes more than 200 characters', () => {
    const [fits, tooLong] = [193, 194].map((n) => createTask(sleep(1), { name: 'x'.repeat(n) }));
    expect(describeNested([fits!])).toEqual([`task '${'x'.repeat(193)}'`]);
    expect(describeNested([tooLong!])).toEqual([`task '${'x'.repeat(194)}…`]);
  });
});
