import net from 'node:net';
import { inVirtualTime } from 'tickless';
import { DEFAULT_LIMITS } from '../../lib/core/limits';
import { FIRST_ID } from '../../lib/fake-timers/fake-timer';
import { HostClock } from '../../lib/fake-timers/host-clock';
import { drive } from '../../lib/fake-timers/host-drive';
import { Natives } from '../../lib/fake-timers/natives';

describe('a clock in host order', () => {
  it('is as new after a restart: nothing is scheduled, and time, order and numbers begin anew', async () => {
    const clock = new HostClock(5, DEFAULT_LIMITS, new Natives(globalThis));
    async function seenByProgram(): Promise<unknown[]> {
      const seen: unknown[] = [];
      const note = (what: string) => () => void seen.push([what, clock.wall.now(), clock.wall.elapsedMs()]);
      seen.push(clock.schedule('Timeout', note('timer'), [], 10).number());
      clock.soon(note('unref’d immediate'), []).face.unref();
      clock.soon(() => clock.soon(note('immediate'), []), []);
      await drive(clock);
      return seen;
    }
    const first = await seenByProgram();
    expect(first).toEqual([FIRST_ID, ['unref’d immediate', 5, 2_000], ['immediate', 5, 2_000], ['timer', 15, 2_010]]);
    const left = clock.schedule('Timeout', () => undefined, [], 10).number();
    clock.soon(() => undefined, []);
    clock.restart();
    expect([clock.pending(), clock.isOver]).toEqual([[], true]);
    clock.clear('clearTimeout', left);
    expect(await seenByProgram()).toEqual(first);
  });
});

describe('what is left at the end of inVirtualTime', () => {
  it('is not the timeout of a socket that is idle, which holds nothing open', async () => {
    let socket!: net.Socket;
    await inVirtualTime(() => void (socket = new net.Socket().setTimeout(60_000)))();
    socket.destroy();
  });
});
