import { Turns } from '../../lib/fake-timers/turns';
import { native } from '../../lib/host/native';

describe('the turns of a clock', () => {
  // However slow the machine is, no batch is cut short.
  beforeEach(() => void jest.spyOn(native, 'now').mockReturnValue(0));
  afterEach(() => void jest.restoreAllMocks());

  /** In which batch of macrotasks each of so many turns was taken, from 1 on. */
  async function batchesOf(turns: Turns, count: number): Promise<number[]> {
    const before = turns.batches;
    const seen: number[] = [];
    await new Promise<void>((resolve) => {
      turns.add(() => {
        seen.push(turns.batches - before);
        if (seen.length === count) resolve();
        return seen.length < count;
      });
    });
    return seen;
  }

  it('are a turn of the host apart at first, and then come in batches that grow', async () => {
    const turns = new Turns();
    expect(await batchesOf(turns, 13)).toEqual([1, 2, 3, 4, 5, 5, 6, 6, 6, 6, 7, 7, 7]);
  });

  it('are a turn of the host apart again for whoever comes next', async () => {
    const turns = new Turns();
    await batchesOf(turns, 13);
    expect(await batchesOf(turns, 6)).toEqual([1, 2, 3, 4, 5, 5]);
  });

  it('are taken one by one by those who want some at the same time, and let immediates of the program in between', async () => {
    const turns = new Turns();
    const seen: string[] = [];
    const take = (name: string): Promise<void> =>
      new Promise((resolve) => {
        let left = 2;
        turns.add(() => {
          seen.push(name);
          setImmediate(() => seen.push(`immediate of ${name}`));
          if (--left === 0) setImmediate(resolve);
          return left > 0;
        });
      });
    await Promise.all([take('a'), take('b')]);
    expect(seen.join()).toBe('a,immediate of a,b,immediate of b,a,immediate of a,b,immediate of b');
  });
});
