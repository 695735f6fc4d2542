import fc from 'fast-check';
import { EventLoop } from '../../lib/index';
import { Line, type Place } from '../../lib/loop/line';
import { check, longArray } from '../support/properties';

const WHAT = { describe: () => 'a turn' };

/** What one may do to a line; the number says to whom, or how many. */
const acts = longArray(
  fc.record({ act: fc.constantFrom('join', 'leave', 'cancel', 'call', 'callNextAndRemove', 'close'), n: fc.nat(20) }),
  60,
);

describe('Line', () => {
  it('agrees with an array, whatever is done to it (property)', () => {
    check(
      fc.property(acts, (all) => {
        const loops = [new EventLoop(), new EventLoop()];
        const line = new Line();
        const model: Place[] = [];
        const ever: Place[] = [];
        const living = (): Place[] => model.filter((place) => !place.loop.isClosed());
        for (const { act, n } of all) {
          const place = ever[n % Math.max(ever.length, 1)];
          if (act === 'join') {
            const joined = line.join(loops[n % 2]!, WHAT);
            ever.push(joined);
            model.push(joined);
          } else if (act === 'leave' && place !== undefined) {
            line.leave(place);
            if (model.includes(place)) model.splice(model.indexOf(place), 1);
          } else if (act === 'cancel' && place !== undefined) {
            place.cancel();
          } else if (act === 'call') {
            const callable = living().filter((one) => !one.done());
            expect(line.call(n % 4)).toBe(Math.min(n % 4, callable.length));
            expect(callable.map((one) => one.done())).toEqual(callable.map((_, i) => i < n % 4));
          } else if (act === 'callNextAndRemove') {
            const next = living().find((one) => !one.done());
            line.callNextAndRemove();
            model.splice(0, next === undefined ? model.length : model.indexOf(next) + 1);
            expect(next?.done()).not.toBe(false);
          } else if (act === 'close' && n === 20) {
            loops[1]!.close();
          }
          expect(line.head()).toBe(living()[0]);
          expect(line.hasLiving()).toBe(living().some((one) => !one.cancelled()));
          for (const one of ever) if (!one.loop.isClosed()) expect(one.isInLine).toBe(model.includes(one));
        }
        expect(line.length).toBe(model.filter((one) => one.isInLine).length);
      }),
      500,
    );
  });

  it('takes those out, when it calls, whose loop was closed', () => {
    const [closed, open] = [new EventLoop(), new EventLoop()];
    const line = new Line();
    const [first, second] = [line.join(open, WHAT), line.join(closed, WHAT)];
    closed.close();
    expect([line.call(2), line.length]).toEqual([1, 1]);
    expect([first.done(), second.done()]).toEqual([true, false]);
  });
});
