import fc from 'fast-check';
import { Trace, type TraceEvent } from '../../lib/core/trace';
import { check, longArray } from '../support/properties';

describe('Trace', () => {
  it('lists what was recorded, oldest first', () => {
    const trace = recorded([
      { time: 0, kind: 'run', label: 'Task-1', choice: 0 },
      { time: 5, kind: 'choose', label: 'Task-2', choice: 1 },
    ]);
    expect(trace.events).toEqual([
      { time: 0, kind: 'run', label: 'Task-1', choice: 0 },
      { time: 5, kind: 'choose', label: 'Task-2', choice: 1 },
    ]);
  });

  it('has a hash of 16 hexadecimal digits, which is the same for ever: people write it down', () => {
    const hashes = Array.from(
      { length: 100 },
      (_, time) => recorded([{ time, kind: 'run', label: '', choice: 0 }]).hash,
    );
    for (const hash of [new Trace().hash, ...hashes]) expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect(recorded([{ time: 0.25, kind: 'run', label: 'Žofie 💤', choice: 0 }]).hash).toBe('4b6b9b7f746d8611');
  });

  it.each<[string, TraceEvent]>([
    ['the time, to its last bit', { time: 1 + Number.EPSILON, kind: 'run', label: 'ab', choice: 0 }],
    ['the sign of the time', { time: -1, kind: 'run', label: 'ab', choice: 0 }],
    ['the kind', { time: 1, kind: 'choose', label: 'ab', choice: 0 }],
    ['the label', { time: 1, kind: 'run', label: 'ba', choice: 0 }],
    ['the choice', { time: 1, kind: 'run', label: 'ab', choice: 1 }],
  ])('has another hash when it differs in %s', (what, event) => {
    expect(recorded([event]).hash).not.toBe(recorded([{ time: 1, kind: 'run', label: 'ab', choice: 0 }]).hash);
  });

  it('can be hashed at any moment, and recorded on', () => {
    const events: TraceEvent[] = [
      { time: 1, kind: 'run', label: 'a', choice: 0 },
      { time: 2, kind: 'run', label: 'b', choice: 0 },
    ];
    const trace = recorded(events.slice(0, 1));
    const early = trace.hash;
    trace.record(2, 'run', 'b', 0);
    expect(trace.hash).not.toBe(early);
    expect(trace.hash).toBe(recorded(events).hash);
  });

  it('has the same hash as another exactly if the events are the same (property)', () => {
    const event = fc.record<TraceEvent>({
      time: fc.oneof(fc.nat(3), fc.double({ min: 0, noNaN: true })),
      kind: fc.constantFrom('run', 'choose'),
      label: fc.oneof(fc.constantFrom('', 'a', 'b', 'ab'), fc.string()),
      choice: fc.nat(2),
    });
    check(
      fc.property(longArray(event, 12), longArray(event, 12), (events, others) => {
        expect(recorded(events).hash).toBe(recorded(events.map((event) => ({ ...event }))).hash);
        const same = JSON.stringify(events) === JSON.stringify(others);
        expect(recorded(events).hash === recorded(others).hash).toBe(same);
      }),
    );
  });

  it('has another hash after any one change of any one event (property)', () => {
    const event = fc.record({ time: fc.nat(5), label: fc.constantFrom('a', 'b', 'ab') });
    check(
      fc.property(longArray(event, 20, 1), fc.nat(), (given, n) => {
        const events = given.map<TraceEvent>((event) => ({ ...event, kind: 'run', choice: 0 }));
        const hash = recorded(events).hash;
        const i = n % events.length;
        const [before, event, after] = [events.slice(0, i), events[i]!, events.slice(i + 1)];
        expect(recorded([...before, { ...event, time: event.time + 1 }, ...after]).hash).not.toBe(hash);
        expect(recorded([...before, ...after]).hash).not.toBe(hash);
        const previous = before.pop();
        if (previous !== undefined && previous.label !== event.label) {
          expect(recorded([...before, event, previous, ...after]).hash).not.toBe(hash);
        }
      }),
    );
  });
});

function recorded(events: readonly TraceEvent[]): Trace {
  const trace = new Trace();
  for (const { time, kind, label, choice } of events) trace.record(time, kind, label, choice);
  return trace;
}
