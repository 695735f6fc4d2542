import { inspect } from 'node:util';
import { EventLoop, getRunningLoop, Handle, install, sleep, TimerHandle } from 'tickless';

describe('Handle', () => {
  let loop: EventLoop;
  let seen: string[];

  beforeEach(() => {
    loop = new EventLoop();
    seen = [];
  });

  it('is what callSoon returns', () => {
    expect(loop.callSoon(() => {})).toBeInstanceOf(Handle);
  });

  it.each<[string, (note: () => void) => Handle]>([
    ['callSoon', (note) => loop.callSoon(note)],
    ['callLater', (note) => loop.callLater(1, note)],
    ['callAt', (note) => loop.callAt(1, note)],
  ])('cancelled, keeps the callback of %s from being called', (what, schedule) => {
    const handle = schedule(() => seen.push('called'));
    expect(handle.cancelled()).toBe(false);
    handle.cancel();
    handle.cancel();
    expect(handle.cancelled()).toBe(true);
    loop.runUntilComplete(sleep(10));
    expect(seen).toEqual([]);
  });

  it('can be cancelled by a callback of the same turn', () => {
    loop.setExceptionHandler((_, { message }) => seen.push(message));
    loop.callSoon(() => handle.cancel());
    const handle = loop.callSoon(() => seen.push('called'));
    const timers = [0, 1].map((i) =>
      loop.callLater(5, () => {
        seen.push(`timer ${i}`);
        timers[1 - i]!.cancel();
      }),
    );
    loop.runUntilComplete(sleep(10));
    expect(seen).toEqual(['timer 0']);
  });

  it('prints as one line, with the name of the callback if it has one', () => {
    function work(): void {}
    const nameless = Object.assign(() => {}, {});
    Object.defineProperty(nameless, 'name', { value: 5 });
    const unreadable = new Proxy(work, {
      get() {
        throw new Error('private');
      },
    });
    const handles = [
      loop.callSoon(work),
      loop.callLater(7, work),
      loop.callSoon(() => {}),
      loop.callSoon(nameless),
      loop.callSoon(unreadable),
    ];
    expect(handles.map((handle) => inspect(handle))).toEqual([
      'Handle of work',
      'Timer of work, due at 7 ms',
      'Handle of (anonymous callback)',
      'Handle of (anonymous callback)',
      'Handle of (anonymous callback)',
    ]);
    handles[0]!.cancel();
    expect(JSON.stringify(handles[0])).toBe('"Handle of (cancelled callback)"');
  });

  it('leaves no loop running when fake timers have called its callback', () => {
    const clock = install();
    try {
      const joined = new EventLoop();
      joined.callLater(10, () => seen.push(getRunningLoop() === joined ? 'in its loop' : 'in another'));
      clock.tick(10);
      expect(seen).toEqual(['in its loop']);
      expect(() => getRunningLoop()).toThrow('No event loop is running here.');
    } finally {
      clock.uninstall();
    }
  });

  it('does not mind being cancelled after the call', () => {
    const handle = loop.callSoon(() => seen.push('called'));
    loop.runUntilComplete(sleep(1));
    handle.cancel();
    expect([seen, handle.cancelled()]).toEqual([['called'], true]);
  });

  it('is cancelled by "using" at the end of its block', () => {
    {
      using soon = loop.callSoon(() => seen.push('soon'));
      using later = loop.callLater(1, () => seen.push('later'));
      expect([soon.cancelled(), later.cancelled()]).toEqual([false, false]);
    }
    loop.runUntilComplete(sleep(10));
    expect(seen).toEqual([]);
  });
});

describe('TimerHandle', () => {
  it('says when it is due, in absolute virtual time', () => {
    const loop = new EventLoop();
    loop.runUntilComplete(sleep(100));
    expect(loop.callLater(250, () => {})).toBeInstanceOf(TimerHandle);
    expect(loop.callLater(250, () => {}).when()).toBe(350);
    expect(loop.callAt(50, () => {}).when()).toBe(50);
  });

  it('cancelled, no longer keeps the loop going', () => {
    const loop = new EventLoop();
    loop.callLater(1000, () => {}).cancel();
    expect(() => loop.runForever()).toThrow('nothing is scheduled at 0 ms');
  });
});
