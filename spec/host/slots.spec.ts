import { native } from '../../lib/host/native';
import { Slots } from '../../lib/host/slots';

const RealChannel = native.MessageChannel!;
const channels: InstanceType<typeof RealChannel>[] = [];

/** An open channel would keep the process from ending. */
class Channel extends RealChannel {
  constructor() {
    super();
    channels.push(this);
  }
}

afterAll(() => channels.forEach(({ port1 }) => port1.close()));

/** Loads a fresh copy of the slots for a host without `setImmediate`. */
function slotsOnAHostWith(MessageChannel: typeof RealChannel | undefined): typeof Slots {
  let loaded: typeof Slots | undefined;
  jest.isolateModules(() => {
    const host = jest.requireActual<{ native: typeof native }>('../../lib/host/native');
    Object.assign(host.native, { setImmediate: undefined, MessageChannel });
    loaded = jest.requireActual<{ Slots: typeof Slots }>('../../lib/host/slots').Slots;
  });
  return loaded!;
}

describe.each<[string, () => typeof Slots]>([
  ['setImmediate', () => Slots],
  ['MessageChannel', () => slotsOnAHostWith(Channel)],
])('Slots by %s', (name, load) => {
  /** Takes turns until one returns false. */
  async function takeTurns(turn: (n: number) => boolean): Promise<void> {
    const Kind = load();
    await new Promise<void>((resolve) => {
      let n = 0;
      const slots = new Kind(() => {
        const more = turn(n++);
        if (!more) resolve();
        return more;
      });
      slots.wake();
      slots.wake();
    });
  }

  it('take turns until one wants no more, each in a macrotask of its own', async () => {
    const seen: string[] = [];
    await takeTurns((n) => {
      void Promise.resolve().then(() => Promise.resolve()).then(() => seen.push(`settled ${n}`)); // prettier-ignore
      seen.push(`turn ${n}`);
      return n < 2;
    });
    await new Promise(setImmediate);
    expect(seen).toEqual(['turn 0', 'settled 0', 'turn 1', 'settled 1', 'turn 2', 'settled 2']);
  });

  it('go on for more turns than a batch has', async () => {
    let turns = 0;
    await takeTurns(() => ++turns < 200);
    expect(turns).toBe(200);
  });

  it('can be woken again after they stopped, in the same batch and later', async () => {
    const Kind = load();
    const seen: string[] = [];
    let stop = (): void => {};
    const slots = new Kind(() => {
      seen.push('turn');
      stop();
      return false;
    });
    for (let i = 0; i < 3; i++) {
      const stopped = new Promise<void>((resolve) => (stop = resolve));
      slots.wake();
      await stopped;
      if (i === 1) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(seen).toEqual(['turn', 'turn', 'turn']);
  });
});

describe('Slots', () => {
  it('let the host turn when the budget of real time is used up', async () => {
    const clock = native.now;
    let now = 0;
    native.now = () => now;
    try {
      let turnsInBatch = 0;
      let batches = 0;
      await new Promise<void>((resolve) => {
        const slots: Slots = new Slots(() => {
          if (slots.batches > batches) {
            if (batches > 0) expect(turnsInBatch).toBe(batches === 1 ? 2 : 4); // the first batch is short
            batches = slots.batches;
            turnsInBatch = 0;
          }
          turnsInBatch++;
          now += 2; // the budget is 8 ms
          if (batches === 3) resolve();
          return batches < 3;
        });
        slots.wake();
      });
      expect(batches).toBe(3);
    } finally {
      native.now = clock;
    }
    expect.assertions(3);
  });

  it('have one turn in a batch at least, however busy the host is', async () => {
    const clock = native.now;
    let now = 0;
    native.now = () => (now += 100); // so long, each time, did something else take
    try {
      const batches: number[] = [];
      await new Promise<void>((resolve) => {
        const slots: Slots = new Slots(() => {
          batches.push(slots.batches);
          if (batches.length === 3) resolve();
          return batches.length < 3;
        });
        slots.wake();
      });
      expect(batches).toEqual([1, 2, 3]);
    } finally {
      native.now = clock;
    }
  });

  it('let the host turn when they are asked to, and then come in short batches', async () => {
    const turnsInBatch: number[] = [];
    await new Promise<void>((resolve) => {
      let turns = 0;
      const slots: Slots = new Slots(() => {
        turnsInBatch[slots.batches] = (turnsInBatch[slots.batches] ?? 0) + 1;
        if (++turns === 10) return slots.letHostTurn();
        if (turns === 20) resolve();
        return turns < 20;
      });
      slots.wake();
    });
    // 2, 4, 8 and so on, but the tenth turn ends its batch
    expect(turnsInBatch.slice(1)).toEqual([2, 4, 4, 2, 4, 4]);
  });

  it('say so on a host that has no macrotasks', () => {
    const Kind = slotsOnAHostWith(undefined);
    expect(() => new Kind(() => false).wake()).toThrow(
      'This host has neither setImmediate nor MessageChannel, so the Async twins cannot run; use the synchronous verbs.',
    );
  });
});
