import { compare, compareOutcomes } from './compare';
import type { Json, Trace, TraceEvent } from './language';

const event = (time: number, who: string, value: Json = null): TraceEvent => [time, who, 'sleep', value];
const error = (kind: string, message: string, ...members: Json[]): Json => ({ '!': [kind, message, ...members] });
const traceOf = (...trace: TraceEvent[]): Trace => ({
  id: 'p',
  trace,
  end: { time: 1, vars: [['t', 'result', 1]], unretrieved: [] },
});

describe('comparing traces', () => {
  it('finds nothing where there is nothing', () => {
    expect(compare(traceOf(event(0, 'a')), traceOf(event(0, 'a')))).toBeUndefined();
  });

  it('finds the first event that differs, and shows those before it', () => {
    const expected = traceOf(event(0, 'a'), event(0, 'b'), event(1, 'c'));
    const got = traceOf(event(0, 'a'), event(0, 'b', true), event(2, 'c'));
    expect(compare(expected, got)).toEqual({
      where: 'event 1',
      expected: event(0, 'b'),
      got: event(0, 'b', true),
      context: [event(0, 'a')],
    });
  });

  it.each([
    ['missing', traceOf(event(0, 'a')), traceOf()],
    ['additional', traceOf(), traceOf(event(0, 'a'))],
    ['reordered', traceOf(event(0, 'a'), event(0, 'b')), traceOf(event(0, 'b'), event(0, 'a'))],
    ['with 1 for true', traceOf(event(0, 'a', true)), traceOf(event(0, 'a', 1))],
  ])('finds events that are %s', (_, expected, got) => {
    expect(compare(expected, got)).toBeDefined();
  });

  it.each([
    ['end.time', { time: 2 }],
    ['end.vars', { vars: [['t', 'result', 2]] as const }],
    ['end.unretrieved', { unretrieved: ['t'] }],
  ])('compares %s', (where, change) => {
    const expected = traceOf(event(0, 'a'));
    expect(compare(expected, { ...expected, end: { ...expected.end, ...change } })).toMatchObject({ where });
    expect(compareOutcomes(expected, { ...expected, end: { ...expected.end, ...change } })).toMatchObject({ where });
  });

  it('leaves the wording of library errors to the library, groups included', () => {
    const theirs = error('ExceptionGroup', 'theirs', [
      ['TimeoutError', ''],
      ['E1', 'x'],
    ]);
    const ours = error('ExceptionGroup', 'ours', [
      ['TimeoutError', 'after 3 ms'],
      ['E1', 'x'],
    ]);
    expect(compare(traceOf(event(0, 'a', theirs)), traceOf(event(0, 'a', ours)))).toBeUndefined();
  });

  it.each([
    ['kinds of errors', error('RuntimeError', ''), error('ValueError', '')],
    ['messages that the program set', error('E1', 'x'), error('E1', 'y')],
    ['messages given to cancel()', error('CancelledError', 'x'), error('CancelledError', '')],
    ['members of a group', error('ExceptionGroup', '', [['E1', 'x']]), error('ExceptionGroup', '', [['E1', 'y']])],
  ])('compares %s', (_, theirs, ours) => {
    expect(compare(traceOf(event(0, 'a', theirs)), traceOf(event(0, 'a', ours)))).toBeDefined();
  });

  it('sees the same outcome where only the order inside an instant differs', () => {
    const expected = traceOf(event(0, 'a'), event(0, 'b'), event(1, 'c'));
    expect(compareOutcomes(expected, traceOf(event(0, 'b'), event(0, 'a'), event(1, 'c')))).toBeUndefined();
    expect(compareOutcomes(expected, traceOf(event(0, 'a'), event(1, 'b'), event(1, 'c')))).toBeDefined();
    expect(compareOutcomes(expected, traceOf(event(0, 'a'), event(0, 'b')))).toBeDefined();
  });
});
