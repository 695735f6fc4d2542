import { AsyncResource } from 'node:async_hooks';
import { inVirtualTime } from 'tickless';

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const isLineThere = (): boolean => Symbol.for('tickless/1/line') in globalThis;

describe('the line of calls on one global', () => {
  it('is there while there are any, and a call that comes late waits, too', async () => {
    const seen: string[] = [];
    const call = (name: string) =>
      inVirtualTime(async () => {
        seen.push(`${name} begins`);
        await wait(10);
        seen.push(`${name} ends`);
      })();
    await call('a');
    expect(isLineThere()).toBe(false);
    const [second, third] = [call('b'), call('c')];
    await second;
    expect(isLineThere()).toBe(true);
    await Promise.all([call('d'), third]);
    expect(seen).toEqual(['a', 'b', 'c', 'd'].flatMap((name) => [`${name} begins`, `${name} ends`]));
    expect(isLineThere()).toBe(false);
  });

  it('is joined also by what a body that is over has left behind', async () => {
    let next!: () => Promise<string>;
    await inVirtualTime(() => {
      next = AsyncResource.bind(() => inVirtualTime(() => 'next')());
    })();
    const another = inVirtualTime(() => wait(10).then(() => 'another'))();
    expect(await Promise.all([another, next()])).toEqual(['another', 'next']);
  });

  it('is not for a call that refuses to wait, but has no need to', async () => {
    expect(await inVirtualTime(() => 'done', { overlap: 'error' })()).toBe('done');
  });

  it('is refused to a call from inside, with what to do instead', async () => {
    const inner = inVirtualTime(() => 'inner');
    await expect(inVirtualTime(() => inner())()).rejects.toThrow(
      'inVirtualTime() was called by a body of inVirtualTime(): it would wait for the end of that body, which waits for it. ' +
        'There is one clock for each global; call the function directly, it is on virtual time already.',
    );
  });
});
