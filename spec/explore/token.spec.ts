import fc from 'fast-check';
import type { Candidate, DecisionKind } from '../../lib/explore/decision';
import { deviationsOf } from '../../lib/explore/kept';
import { checksum as sumOf } from '../../lib/explore/token-bytes';
import { decodeToken, encodeToken, ReplayError, tokenFromEnvironment } from '../../lib/explore/token';
import { check } from '../support/properties';
import { latency, play, type Question } from './shrink-model';

const passes = () => undefined;
const reads = latency('A', 30, 0, 'db.read');
const writes = latency('A', 30, 1, 'db.write');
const order: Question = {
  kind: 'order',
  owner: 'A',
  step: 2,
  label: 'db.read',
  options: ['A', 'B'].map((owner) => ({ owner, step: 2, label: 'db.read' })),
};

/** The token of a run in which A's writing takes 19 ms, and B overtakes it. */
function made(): string {
  const questions = [reads, writes, order];
  return encodeToken(
    play(questions, ({ label, kind }) => (kind === 'order' ? 1 : label === 'db.write' ? 19 : 0), passes),
  );
}

/** What becomes of a token when the program asks other questions. */
function changedBy(questions: readonly Question[], token = made()): string | undefined {
  const replay = decodeToken(token, 'replay');
  play(questions, replay.decide, passes);
  return replay.changed()?.message;
}

describe('tokens', () => {
  it('have the same decisions taken again', () => {
    const replay = decodeToken(made(), 'replay');
    const again = play([reads, writes, order], replay.decide, passes);
    expect(again.decisions.map(({ choice }) => choice)).toEqual([0, 19, 1]);
    expect(replay.changed()).toBeUndefined();
    expect(encodeToken(again)).toBe(made());
  });

  it('begin with a version, and hold only letters that need no quotes', () => {
    expect(made()).toMatch(/^v1\.[\w-]{3}\.[\w-]+$/);
  });

  it('need two dozen letters for a run in which nothing is out of order', () => {
    expect(encodeToken(play([reads, writes], () => 0, passes)).length).toBeLessThan(24);
  });

  it('keep every decision that is not 0, and the seed (property)', () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 });
    const kind = fc.constantFrom<DecisionKind>('order', 'latency', 'fault', 'pick');
    const candidate: fc.Arbitrary<Candidate> = fc.record({
      owner: text,
      step: fc.integer({ min: -1, max: 1e6 }),
      label: text,
    });
    const question = fc
      .record({
        kind,
        owner: text,
        step: fc.nat(),
        label: text,
        options: fc.array(candidate, { minLength: 2, maxLength: 5 }),
      })
      .chain((q) => fc.record({ q: fc.constant(q), choice: fc.nat(q.options.length - 1) }));
    check(
      fc.property(fc.array(question, { maxLength: 40, size: 'max' }), fc.maxSafeNat(), (asked, seed) => {
        let next = 0;
        const questions = asked.map(({ q }) => q);
        const record = { ...play(questions, () => asked[next++]!.choice, passes), seed };
        const replay = decodeToken(encodeToken(record), 'replay');
        expect(replay.seed).toBe(seed);
        expect(deviationsOf(record)).toMatchObject(replay.decisions);
        expect(replay.decisions.length).toBe(deviationsOf(record).length);
      }),
    );
  });
});

describe('stale tokens', () => {
  it('say at which decision the program is no longer the same', () => {
    const renamed = { ...writes, label: 'db.insert' };
    expect(changedBy([reads, renamed, order])).toMatch(
      /^The program changed at decision 2: expected db\.write#1, found db\.insert#1\. .*run explore\(\) without it/,
    );
  });

  it('say that what happened then cannot happen any more', () => {
    const alone = { ...order, options: [order.options[0]!, { owner: 'C', step: 0, label: 'start' }] };
    expect(changedBy([reads, writes, alone])).toContain(
      'at decision 3: expected B db.read#2, found only A db.read#2, C start#0',
    );
  });

  it('say that what they are about does not happen any more', () => {
    expect(changedBy([reads, writes])).toContain('at decision 3: expected db.read#2, found the end of the run');
  });

  it('do not mind edits of anything else', () => {
    expect(changedBy([reads, latency('logger', 3), writes, { ...reads, owner: 'D' }, order])).toBeUndefined();
  });
});

describe('what is no token', () => {
  it.each(['', 'hello', 'v1', 'v1.abc', 'v1.a.b.c', 'vx.abc.def'])('is refused: %j', (text) => {
    expect(() => decodeToken(text, 'TICKLESS_REPLAY')).toThrow(
      /^TICKLESS_REPLAY is not a replay token: '.*'\. Copy the whole token/,
    );
  });

  it('is refused if it is no text', () => {
    expect(() => decodeToken(12, 'replay')).toThrow(
      new TypeError('replay must be a replay token, a string that a failed explore() printed.'),
    );
  });

  it('is refused if a letter is missing or wrong (property)', () => {
    const token = made();
    check(
      fc.property(fc.integer({ min: 7, max: token.length - 1 }), fc.boolean(), (at, drop) => {
        const other = token[at] === 'A' ? 'B' : 'A';
        const damaged = token.slice(0, at) + (drop ? '' : other) + token.slice(at + 1);
        expect(() => decodeToken(damaged, 'replay')).toThrow(ReplayError);
      }),
    );
  });

  it('is refused if it comes from a newer version', () => {
    expect(() => decodeToken(made().replace('v1', 'v2'), 'replay')).toThrow(
      'replay is a token of version v2, and this tickless reads v1.',
    );
  });

  it('is refused if its checksum was made for nonsense (property)', () => {
    const letters = fc.string({
      unit: fc.constantFrom('A', 'B', 'c', 'd', '0', '9', '-', '_'),
      minLength: 1,
      maxLength: 30,
    });
    check(
      fc.property(letters, (body) => {
        let error: unknown;
        try {
          decodeToken(`v1.${sumOf(body)}.${body}`, 'replay');
        } catch (thrown) {
          error = thrown;
        }
        // Few texts happen to be tokens.
        if (error !== undefined) expect(error).toBeInstanceOf(ReplayError);
      }),
    );
  });
});

describe('TICKLESS_REPLAY', () => {
  afterEach(() => delete process.env['TICKLESS_REPLAY']);

  it('gives the token; empty is none', () => {
    expect(tokenFromEnvironment()).toBeUndefined();
    process.env['TICKLESS_REPLAY'] = '';
    expect(tokenFromEnvironment()).toBeUndefined();
    process.env['TICKLESS_REPLAY'] = made();
    expect(tokenFromEnvironment()).toBe(made());
  });
});
