import fc from 'fast-check';
import type { Timer } from '../../lib/core/runnable';
import type { Entries } from '../../lib/core/timer-entries';
import { TimerQueue } from '../../lib/core/timer-queue';
import { check, longArray } from '../support/properties';
import { makeTimer } from '../support/timers';

describe('TimerQueue', () => {
  it('gives the timer that is due first, and says when', () => {
    const queue = filled([30, 10, 20]);
    expect(queue.size).toBe(3);
    expect(queue.nextTime()).toBe(10);
    expect(queue.peek()?.label()).toBe('1');
    expect(drain(queue)).toEqual(['1', '2', '0']);
  });

  it('gives timers due at the same instant in the order of their numbers', () => {
    expect(drain(filled([10, 10, 10, 10, 10, 10, 10, 10]))).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
  });

  it('is never due when it is empty', () => {
    const queue = new TimerQueue();
    expect(queue.nextTime()).toBe(Infinity);
    expect(queue.peek()).toBeUndefined();
    expect(queue.pop()).toBeUndefined();
    expect(queue.entries()).toEqual([]);
  });

  it('lists what it holds in the order of firing, without changing it', () => {
    const queue = filled([30, 10, 20]);
    expect(queue.entries().map(({ timer, when }) => [timer.label(), when])).toEqual([
      ['1', 10],
      ['2', 20],
      ['0', 30],
    ]);
    expect(queue.size).toBe(3);
  });

  it('holds a run open unless all its timers are in the background, whenever they were put there', () => {
    const queue = filled([10, 20]);
    const [first, second] = queue.entries().map(({ timer }) => timer) as [Timer, Timer];
    expect(queue.holdsOpen).toBe(true);
    queue.setBackground(first, true);
    queue.setBackground(first, true);
    expect(queue.holdsOpen).toBe(true);
    queue.setBackground(second, true);
    expect(queue.holdsOpen).toBe(false);
    queue.setBackground(second, false);
    queue.remove(second);
    expect(queue.holdsOpen).toBe(false);
    queue.setBackground(second, true);
    queue.push(second, 30, 2);
    expect([queue.holdsOpen, queue.size]).toEqual([false, 2]);
    queue.remove(first);
    queue.setBackground(second, false);
    expect([queue.holdsOpen, queue.size]).toEqual([true, 1]);
  });

  it('knows when its last live timer is due', () => {
    const queue = filled(Array.from({ length: 600 }, (_, i) => (i * 7) % 600));
    expect(queue.lastTime()).toBe(599);
    queue.pop();
    queue.push(makeTimer('late'), 700, 600);
    expect(queue.lastTime()).toBe(700);
    for (const { timer, when } of queue.entries()) if (when > 300) queue.remove(timer);
    expect(queue.lastTime()).toBe(300);
    drain(queue);
    expect(queue.lastTime()).toBe(-Infinity);
  });

  it('knows when the last one of those that are asked about is due', () => {
    const queue = filled([30, 10, 40, 20]);
    expect(queue.lastTime((timer) => timer.label() !== '2')).toBe(30);
    expect(queue.lastTime(() => false)).toBe(-Infinity);
  });

  it('ignores removing a timer that is not queued', () => {
    const queue = filled([1]);
    const fired = queue.pop()!;
    expect(fired.seq).toBe(-1);
    expect(queue.remove(fired)).toBe(false);
    expect(queue.remove(makeTimer('stranger'))).toBe(false);
  });

  it('takes a timer again that was removed, and forgets its former place', () => {
    const queue = filled([10, 20]);
    const timer = queue.peek()!;
    expect(queue.remove(timer)).toBe(true);
    queue.push(timer, 30, 2);
    expect(drain(queue)).toEqual(['1', '0']);
  });

  it('lets go of removed timers before they are due, once they are in the majority', () => {
    const queue = new TimerQueue();
    const timers = Array.from({ length: 5000 }, (_, i) => makeTimer(`${i}`));
    timers.forEach((timer, i) => queue.push(timer, i, i));
    queue.peek();
    for (const timer of timers.slice(1)) queue.remove(timer);
    expect(entriesOf(queue).reduce((sum, { length }) => sum + length, 0)).toBeLessThan(1100);
    expect(drain(queue)).toEqual(['0']);
  });

  it('takes a timer out without a look at the others, as long as few are removed', () => {
    const { timers, looks } = watched(100);
    const queue = new TimerQueue();
    timers.forEach((timer, i) => queue.push(timer, (i * 37) % 100, i));
    queue.peek();
    looks.length = 0;
    for (const timer of timers.slice(50)) queue.remove(timer);
    expect(looks).toEqual(timers.slice(50));
    expect(drain(queue)).toHaveLength(50);
  });

  describe('looks ahead at timers, sixteen at a time,', () => {
    /** How many timers that have not fired yet are looked at while sixteen are taken out. */
    function looksAhead(queue: TimerQueue, looks: Timer[]): number {
      queue.peek();
      looks.length = 0;
      for (let i = 0; i < 16; i++) queue.pop();
      return looks.length;
    }

    it('where they came in bulk, whatever happened before', () => {
      const { timers, looks } = watched(5_000);
      const queue = new TimerQueue();
      const inBulk = (seq: number): void => timers.forEach((timer, i) => queue.push(timer, 5_000 - i, seq + i));
      inBulk(0);
      expect(looksAhead(queue, looks)).toBe(16);
      for (const seq of [9_002, 9_001, 9_000]) queue.push(makeTimer(`${seq}`), 0, seq);
      queue.clear();
      inBulk(10_000);
      expect(looksAhead(queue, looks)).toBe(16);
      queue.push(makeTimer('early'), 0, 20_000);
      drain(queue);
      inBulk(30_000);
      expect(looksAhead(queue, looks)).toBe(16);
    });

    it('where each came after all the others, one by one', () => {
      const { timers, looks } = watched(5_000);
      const queue = new TimerQueue();
      timers.forEach((timer, i) => {
        queue.push(timer, i, i);
        queue.peek();
      });
      expect(looksAhead(queue, looks)).toBe(16);
    });
  });

  it('loses nothing when the end of what was sorted is removed, and what came later lies behind the rest of it', () => {
    const queue = filled(Array.from({ length: 2_000 }, (_, i) => (i * 7) % 2_000));
    queue.peek();
    for (let seq = 2_000; seq < 2_600; seq++) queue.push(makeTimer(`${seq}`), 1_500, seq);
    const sorted = queue.entries().map(({ timer }) => timer);
    // All of what was sorted but its beginning; tombstones are in the majority before the last of them.
    for (const timer of sorted.slice(100).reverse()) if (timer.seq < 2_000) queue.remove(timer);
    expect(drain(queue)).toEqual([
      ...sorted.slice(0, 100).map((timer) => timer.label()),
      ...Array.from({ length: 600 }, (_, i) => `${2_000 + i}`),
    ]);
  });

  it('appends to what was sorted together until there is no room, tombstones or not', () => {
    const queue = filled(Array.from({ length: 2_000 }, (_, i) => (i * 7) % 2_000));
    queue.peek();
    const expected = queue.entries().map(({ timer }) => timer.label());
    for (const { timer } of queue.entries().slice(500, 700)) queue.remove(timer);
    expected.splice(500, 200);
    for (let seq = 2_000; seq < 4_000; seq++) {
      queue.push(makeTimer(`${seq}`), seq, seq);
      expected.push(`${seq}`);
    }
    const { newcomers, heap, run, live, dead } = queue as unknown as Inside;
    expect(live + dead).toBe(newcomers.length + heap.length + run.length);
    expect(drain(queue)).toEqual(expected);
  });

  it('takes timers that come in order again and again, as intervals do, in the room of those that are spent', () => {
    const queue = filled(Array.from({ length: 100 }, () => 10));
    for (let seq = 100; seq < 2_000; seq++) {
      const timer = queue.pop()!;
      expect(timer.label()).toBe(`${seq % 100}`);
      queue.push(timer, queue.poppedTime + 10, seq);
    }
    expect(queue.size).toBe(100);
    expect(entriesOf(queue).reduce((sum, { capacity }) => sum + capacity, 0)).toBeLessThan(1_000);
  });

  it('gives thousands in their order, whether they came in order, in bulk, backwards or one by one', () => {
    for (const [early, late] of [
      [511, 100],
      [512, 100],
      [512, 2000],
      [3000, 20],
      [3000, 3000],
    ] as const) {
      const queue = new TimerQueue();
      for (let i = 0; i < late; i++) queue.push(makeTimer(`late ${i}`), 1000 + i, i);
      for (let i = 0; i < early; i++) queue.push(makeTimer(`early ${i}`), 900 - (i % 7), late + i);
      expect(queue.nextTime()).toBe(894);
      for (let i = 0; i < 600; i++) queue.push(makeTimer(`backwards ${i}`), 500, 100_000 - i);
      expect(drain(queue)).toEqual([
        ...Array.from({ length: 600 }, (_, i) => `backwards ${599 - i}`),
        ...Array.from({ length: early }, (_, i) => i)
          .sort((a, b) => (b % 7) - (a % 7) || a - b)
          .map((i) => `early ${i}`),
        ...Array.from({ length: late }, (_, i) => `late ${i}`),
      ]);
    }
  });

  it('clears everything, for numbers to be dealt out anew', () => {
    const queue = new TimerQueue();
    const timers = Array.from({ length: 100 }, (_, i) => makeTimer(`${i}`));
    timers.forEach((timer, i) => queue.push(timer, (i * 37) % 100, i));
    queue.setBackground(timers[5]!, true);
    queue.pop();
    queue.clear();
    expect(timers.every(({ seq }) => seq === -1)).toBe(true);
    expect([queue.size, queue.holdsOpen, queue.nextTime(), queue.entries()]).toEqual([0, false, Infinity, []]);
    queue.push(timers[7]!, 5, 0);
    queue.push(timers[8]!, 4, 1);
    expect(drain(queue)).toEqual(['8', '7']);
  });

  it('takes out what is due by a time, and says when it was due', () => {
    const queue = filled([30, 10, 20]);
    expect(queue.poppedTime).toBe(-Infinity);
    expect([queue.pop(9), queue.pop(10)?.label(), queue.poppedTime]).toEqual([undefined, '1', 10]);
    expect([queue.pop(19), queue.pop()?.label(), queue.poppedTime]).toEqual([undefined, '2', 20]);
  });

  it('agrees with a sorted array, whatever is pushed, removed and taken, singly and in bulk (property)', () => {
    const due = fc.oneof(fc.nat(30), fc.double({ noNaN: true, noDefaultInfinity: true, min: -10, max: 1e6 }));
    const command = fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant('push' as const), when: due, count: fc.constant(1) }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('push' as const), when: due, count: bulk() }) },
      // Numbers that fall instead of rising: a queue must not lean on the engine for their order.
      { weight: 1, arbitrary: fc.record({ do: fc.constant('push backwards' as const), when: due, count: bulk() }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('push again' as const), when: due, count: bulk() }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('remove' as const), when: due, count: bulk() }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('pop' as const), when: due, count: bulk() }) },
    );
    check(
      fc.property(longArray(command, 25), (commands) => {
        const pair = new QueueAndModel();
        for (const { do: what, when, count } of commands) {
          for (let i = 0; i < count; i++) pair.act(what, when, i);
          pair.compare();
        }
        pair.popAll();
      }),
      60,
    );
  });
});

/** From one to well above the number from which on newcomers are sorted together. */
function bulk(): fc.Arbitrary<number> {
  return fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 500, max: 1500 }));
}

/** A TimerQueue and the plainest model of it, to which everything is done alike. */
class QueueAndModel {
  private readonly queue = new TimerQueue();
  private model: { timer: Timer; when: number; seq: number }[] = [];
  private readonly idle: Timer[] = [];
  private made = 0;

  act(what: string, when: number, i: number): void {
    if (what === 'push') this.push(makeTimer(`${this.made}`), when + ((i * 7919) % 1009), this.made);
    else if (what === 'push backwards') this.push(makeTimer(`${this.made}`), when + (i % 3), 1e6 - this.made);
    else if (what === 'push again') this.push(this.idle.pop() ?? makeTimer(`${this.made}`), when - i, this.made);
    else if (what === 'remove') this.remove(Math.floor(Math.abs(when) * 31 + i * 17));
    else this.pop();
  }

  compare(): void {
    const [first] = this.sorted();
    expect(this.queue.size).toBe(this.model.length);
    expect(this.queue.nextTime()).toBe(first?.when ?? Infinity);
    expect(this.queue.peek()).toBe(first?.timer);
    const { newcomers, heap, run, live, dead } = this.queue as unknown as Inside;
    expect(live + dead).toBe(newcomers.length + heap.length + run.length);
  }

  popAll(): void {
    expect(this.queue.entries().map(({ timer }) => timer)).toEqual(this.sorted().map(({ timer }) => timer));
    while (this.model.length > 0) this.pop();
    expect(this.queue.pop()).toBeUndefined();
  }

  private push(timer: Timer, when: number, seq: number): void {
    this.made++;
    this.queue.push(timer, when, seq);
    this.model.push({ timer, when, seq });
  }

  private remove(index: number): void {
    if (this.model.length === 0) return;
    const [entry] = this.model.splice(index % this.model.length, 1);
    expect(this.queue.remove(entry!.timer)).toBe(true);
    this.idle.push(entry!.timer);
  }

  private pop(): void {
    const entry = this.sorted().shift();
    const popped = this.queue.pop();
    if (popped !== entry?.timer) expect(popped?.label()).toBe(entry?.timer.label());
    if (popped !== undefined) this.idle.push(popped);
  }

  private sorted(): QueueAndModel['model'] {
    return this.model.sort((a, b) => a.when - b.when || a.seq - b.seq);
  }
}

/** A queue of timers named 0, 1, 2 … due at these times. */
function filled(whens: readonly number[]): TimerQueue {
  const queue = new TimerQueue();
  whens.forEach((when, i) => queue.push(makeTimer(`${i}`), when, i));
  return queue;
}

/** So many timers, and which of them were looked at: for whether they are still queued, say. */
function watched(count: number): { timers: Timer[]; looks: Timer[] } {
  const looks: Timer[] = [];
  const timers = Array.from({ length: count }, (_, i) => {
    let seq = -1;
    const timer: Timer = Object.defineProperty(makeTimer(`${i}`), 'seq', {
      get: () => (looks.push(timer), seq),
      set: (place: number) => (seq = place),
    });
    return timer;
  });
  return { timers, looks };
}

/** What a queue keeps inside. */
interface Inside extends Record<'newcomers' | 'heap' | 'run', { length: number }> {
  live: number;
  dead: number;
}

function entriesOf(queue: TimerQueue): Entries[] {
  const { newcomers, heap, run } = queue as unknown as { newcomers: Entries } & Record<
    'heap' | 'run',
    { entries: Entries }
  >;
  return [newcomers, heap.entries, run.entries];
}

function drain(queue: TimerQueue): string[] {
  const labels: string[] = [];
  for (let timer = queue.pop(); timer !== undefined; timer = queue.pop()) labels.push(timer.label());
  return labels;
}
