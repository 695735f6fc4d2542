import * as timersPromises from 'node:timers/promises';
import { install } from '../../lib/fake-timers';

describe('an interval of turns', () => {
  it('that is returned from goes on until all who wait have had theirs', async () => {
    const clock = install();
    try {
      const turns = timersPromises.setInterval(10, 'turn')[Symbol.asyncIterator]();
      const seen: string[] = [];
      for (const name of ['first', 'second']) {
        void turns.next().then(({ value }) => seen.push(`${name} ${value as string} at ${clock.now}`));
      }
      void turns.return!().then(() => seen.push(`over at ${clock.now}`));
      await clock.tickAsync(50);
      expect(seen).toEqual(['first turn at 10', 'second turn at 20', 'over at 20']);
      expect([clock.countTimers(), await turns.return!()]).toEqual([0, { done: true, value: undefined }]);
    } finally {
      clock.uninstall();
    }
  });
});
