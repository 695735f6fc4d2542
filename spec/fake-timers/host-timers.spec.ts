import * as timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { inVirtualTime } from 'tickless';

describe('timers in host order, as objects', () => {
  it(
    'are referenced, unreferenced, closed and disposed of like those of Node',
    inVirtualTime(async (clock) => {
      const seen: string[] = [];
      const timer = setTimeout(() => seen.push('timer'), 5);
      expect([timer.hasRef(), timer.unref().hasRef(), timer.ref().hasRef()]).toEqual([true, false, true]);
      setTimeout(() => seen.push('closed'), 5).close();
      setTimeout(() => seen.push('disposed of'), 5)[Symbol.dispose]();
      const immediate = setImmediate(() => seen.push('immediate'));
      expect([immediate.hasRef(), immediate.unref().hasRef(), immediate.ref().hasRef()]).toEqual([true, false, true]);
      setImmediate(() => seen.push('disposed of'))[Symbol.dispose]();
      await clock.advance(10);
      expect(seen).toEqual(['immediate', 'timer']);
      expect([immediate.hasRef(), immediate.ref().hasRef()]).toEqual([false, false]);
    }),
  );

  it(
    'are cleared by object or by number, by either function, and what is neither does no harm',
    inVirtualTime(async (clock) => {
      const seen: string[] = [];
      const byNumber = Number(setTimeout(() => seen.push('by number'), 5));
      clearInterval(byNumber);
      clearTimeout(String(Number(setTimeout(() => seen.push('by text'), 5))));
      clearTimeout(setInterval(() => seen.push('by object'), 5));
      for (const nothing of [
        undefined,
        null,
        0,
        NaN,
        'text',
        {},
        Object.create(null),
        Symbol('no'),
        byNumber,
      ] as never[]) {
        clearTimeout(nothing);
        clearImmediate(nothing);
      }
      await clock.advance(10);
      expect([seen, clock.pending()]).toEqual([[], []]);
    }),
  );

  it(
    'have a number each, which means nothing when they have fired, nor before anybody has asked for it',
    inVirtualTime(async (clock) => {
      const seen: string[] = [];
      const timer = setTimeout(() => seen.push('timer'), 5);
      const number = Number(timer);
      setImmediate(() => undefined);
      const other = setTimeout(() => seen.push('other'), 5);
      for (let i = 1; i < 5; i++) clearTimeout(number + i);
      await clock.advance(5);
      clearTimeout(number);
      timer.refresh();
      await clock.advance(5);
      expect(seen).toEqual(['timer', 'other', 'timer']);
      expect(Number(other)).not.toBe(number);
    }),
  );

  it(
    'that repeat are cleared by number after any turn',
    inVirtualTime(async (clock) => {
      let turns = 0;
      const number = Number(setInterval(() => turns++, 5));
      await clock.advance(10);
      clearInterval(number);
      await clock.advance(10);
      expect(turns).toBe(2);
    }),
  );

  it(
    'that are due can still be cleared or put off by others of their instant, and are pending until they run',
    inVirtualTime(async (clock) => {
      const seen: unknown[] = [];
      const note = (what: string) => () => void seen.push(`${what} at ${clock.elapsed()}`);
      setTimeout(() => {
        clearTimeout(cleared);
        putOff.refresh();
        seen.push(clock.pending().map(({ name, dueInMs }) => [name, dueInMs]));
      }, 5);
      const cleared = setTimeout(note('cleared'), 5);
      const putOff = setTimeout(note('put off'), 5);
      setTimeout(function last() {
        note('last')();
      }, 5);
      await clock.advance(20);
      expect(seen).toEqual([
        [
          ['last', 0],
          ['', 5],
        ],
        'last at 5',
        'put off at 10',
      ]);
    }),
  );

  it(
    'read delays as Node does',
    inVirtualTime((clock) => {
      const delays = [undefined, NaN, -5, 0, 1, 1.9, '5', 2 ** 31 - 1, 2 ** 31, Infinity] as number[];
      const dueIn = delays.map((delay) => {
        const timer = setTimeout(() => undefined, delay);
        const { dueInMs } = clock.pending()[0]!;
        clearTimeout(timer);
        return dueInMs;
      });
      expect(dueIn).toEqual([1, 1, 1, 1, 1, 1, 5, 2 ** 31 - 1, 1, 1]);
    }),
  );

  it('that are real are cleared as real ones', async () => {
    const fired = jest.fn();
    const { setImmediate: captured } = globalThis;
    const timer = setTimeout(fired, 50);
    await inVirtualTime(() => {
      clearTimeout(timer);
      clearImmediate(captured(fired));
    })();
    await timersPromises.setTimeout(60);
    expect(fired).not.toHaveBeenCalled();
  });

  it(
    'refuse what cannot be called, in the words of Node',
    inVirtualTime(() => {
      for (const start of [setTimeout, setInterval, setImmediate] as ((callback: unknown) => unknown)[]) {
        expect(() => start('text')).toThrow(
          'The "callback" argument must be of type function. Received the string "text"',
        );
        expect(() => start(undefined)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }) as Error);
      }
    }),
  );

  it(
    'go back to the place from which they came, refreshed',
    inVirtualTime(async (clock) => {
      const firedAt: number[] = [];
      const timer = setTimeout(() => firedAt.push(clock.elapsed()), 10);
      await clock.advance(6);
      timer.refresh();
      await clock.advance(20);
      timer.refresh();
      await clock.advance(20);
      clearTimeout(timer);
      timer.refresh();
      await clock.advance(20);
      expect(firedAt).toEqual([16, 36]);
    }),
  );

  it(
    'are known by their numbers again when they are refreshed',
    inVirtualTime(async (clock) => {
      let fired = 0;
      const timer = setTimeout(() => fired++, 5);
      const number = Number(timer);
      await clock.advance(5);
      timer.refresh();
      clearTimeout(number);
      await clock.advance(10);
      expect([fired, clock.pending()]).toEqual([1, []]);
    }),
  );

  it(
    'know only the places of the first thousand',
    inVirtualTime(
      (clock) => {
        for (let i = 0; i < 1_001; i++) setTimeout(() => undefined, 1);
        setInterval(() => undefined, 1);
        const places = clock.pending().map(({ created }) => created !== undefined);
        expect([places[0], places[999], places[1_000], places[1_001]]).toEqual([true, true, false, true]);
      },
      { leftovers: 'ignore' },
    ),
  );
});

describe('immediates in host order', () => {
  it(
    'are cleared by object, before and while others run',
    inVirtualTime(async (clock) => {
      const seen: string[] = [];
      clearImmediate(setImmediate(() => seen.push('cleared at once')));
      setImmediate(() => clearImmediate(later));
      const later = setImmediate(() => seen.push('cleared later'));
      await clock.advance(1);
      expect(seen).toEqual([]);
    }),
  );

  it(
    'let time move if nobody else holds them, and run right before the timers that are due then',
    inVirtualTime(async (clock) => {
      const seen: string[] = [];
      const note = (what: string) => () => void seen.push(`${what} at ${clock.elapsed()}`);
      setImmediate(note('unref’d immediate')).unref();
      setTimeout(note('timer'), 10);
      await clock.advance(20);
      setImmediate(note('unref’d immediate')).unref();
      setImmediate(note('immediate'));
      await clock.advance(20);
      expect(seen).toEqual(['unref’d immediate at 10', 'timer at 10', 'unref’d immediate at 20', 'immediate at 20']);
    }),
  );

  it('are named as what they are when they go on without end', async () => {
    const again = (): unknown => setImmediate(() => again());
    const test = inVirtualTime(() => (again(), new Promise(() => undefined)), { maxStepsPerInstant: 1_000 });
    await expect(test()).rejects.toThrow('Immediate (anonymous) (128 of the last 128)');
  });
});

describe('promises of timers in host order', () => {
  it(
    'are pending as the timers they are, and hold the clock open',
    inVirtualTime(async (clock) => {
      const turns = timersPromises.setInterval(5);
      const waiting = [timersPromises.setImmediate(), timersPromises.setTimeout(5), turns.next()];
      expect(clock.pending().map(({ kind, hasRef }) => [kind, hasRef])).toEqual([
        ['Immediate', true],
        ['Timeout', true],
        ['Interval', true],
      ]);
      await Promise.all(waiting);
      await turns.return?.();
    }),
  );

  it(
    'that are not to hold anything open do not',
    inVirtualTime(async (clock) => {
      const settled: string[] = [];
      void timersPromises.setTimeout(5, 'timer', { ref: false }).then((value) => settled.push(value));
      void timersPromises.setImmediate('immediate', { ref: false }).then((value) => settled.push(value));
      const turns = timersPromises.setInterval(7, 'turn', { ref: false });
      void turns.next().then(({ value }) => settled.push(value as string));
      expect(clock.pending().map(({ hasRef }) => hasRef)).toEqual([false, false, false]);
      await clock.advance(20);
      await turns.return?.();
      expect(settled).toEqual(['immediate', 'timer', 'turn']);
    }),
  );

  it(
    'end by a signal, before, while and after they are waited for',
    inVirtualTime(async (clock) => {
      const aborted = AbortSignal.abort('reason');
      const error = {
        name: 'AbortError',
        code: 'ABORT_ERR',
        message: 'The operation was aborted',
        cause: 'reason',
      };
      await expect(timersPromises.setTimeout(5, undefined, { signal: aborted })).rejects.toMatchObject(error);
      await expect(timersPromises.setInterval(5, undefined, { signal: aborted }).next()).rejects.toMatchObject(error);
      const controller = new AbortController();
      const immediate = timersPromises.setImmediate('value', { signal: controller.signal });
      controller.abort('reason');
      expect(clock.pending()).toEqual([]);
      await expect(immediate).rejects.toMatchObject(error);
      const later = new AbortController();
      expect(await timersPromises.setTimeout(5, 'value', { signal: later.signal })).toBe('value');
      later.abort();
      expect([clock.elapsed(), clock.pending()]).toEqual([5, []]);
    }),
  );

  it(
    'come in turns, those missed without waiting, until the loop is left or aborted',
    inVirtualTime(async (clock) => {
      const turnsAt: number[] = [];
      for await (const turn of timersPromises.setInterval(10, 'turn')) {
        turnsAt.push(clock.elapsed());
        expect(turn).toBe('turn');
        if (turnsAt.length === 1) await timersPromises.setTimeout(25);
        if (turnsAt.length === 4) break;
      }
      expect([turnsAt, clock.pending()]).toEqual([[10, 35, 35, 40], []]);
      const controller = new AbortController();
      const aborted = timersPromises.setInterval(10, 'turn', { signal: controller.signal });
      await aborted.next();
      controller.abort();
      await expect(aborted.next()).rejects.toMatchObject({ name: 'AbortError' });
      expect(clock.pending()).toEqual([]);
    }),
  );

  it(
    'stop listening to a signal when they are over',
    inVirtualTime(async (clock) => {
      const { signal } = new AbortController();
      const [added, removed] = [jest.spyOn(signal, 'addEventListener'), jest.spyOn(signal, 'removeEventListener')];
      await timersPromises.setTimeout(5, undefined, { signal });
      await timersPromises.setImmediate(undefined, { signal });
      for await (const turn of timersPromises.setInterval(5, 'turn', { signal })) if (turn) break;
      expect(added.mock.calls.map(([type]) => type)).toEqual(['abort', 'abort', 'abort']);
      expect(removed.mock.calls.map(([type, listener]) => [type, listener])).toEqual(
        added.mock.calls.map(([type, listener]) => [type, listener]),
      );
      expect(clock.elapsed()).toBe(10);
    }),
  );

  it(
    'end at once when their signal is aborted while somebody waits for a turn',
    inVirtualTime(async (clock) => {
      const controller = new AbortController();
      const turns = timersPromises.setInterval(10, 'turn', { signal: controller.signal });
      setTimeout(() => controller.abort('reason'), 5);
      await expect(turns.next()).rejects.toMatchObject({ name: 'AbortError', cause: 'reason' });
      expect([clock.elapsed(), clock.pending()]).toEqual([5, []]);
    }),
  );

  it(
    'are what promisify() gives',
    inVirtualTime(async (clock) => {
      expect(await promisify(setTimeout)(5, 'timer')).toBe('timer');
      expect(await promisify(setImmediate)('immediate')).toBe('immediate');
      expect(clock.elapsed()).toBe(5);
    }),
  );

  it(
    'are behind AbortSignal.timeout(), which holds nothing open',
    inVirtualTime(async (clock) => {
      const signal = AbortSignal.timeout(5);
      expect(clock.pending().map(({ hasRef }) => hasRef)).toEqual([false]);
      await clock.advance(4);
      expect(signal.aborted).toBe(false);
      await clock.advance(1);
      const { name, message } = signal.reason as DOMException;
      expect([name, message]).toEqual(['TimeoutError', 'The operation was aborted due to timeout']);
    }),
  );

  it(
    'are scheduler.wait and scheduler.yield as well',
    inVirtualTime(async (clock) => {
      await timersPromises.scheduler.wait(1_000);
      const seen: string[] = [];
      setImmediate(() => seen.push('immediate'));
      await timersPromises.scheduler.yield();
      expect([clock.elapsed(), seen]).toEqual([1_000, ['immediate']]);
    }),
  );
});
