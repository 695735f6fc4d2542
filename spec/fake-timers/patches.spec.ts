import { delegateFor } from '../../lib/host/delegate';
import { Patches } from '../../lib/fake-timers/patches';

type Target = Record<string, unknown>;

/** Replaces one property. @returns How to put it back. */
function patch(target: object, key: string, value: unknown): () => void {
  const patches = new Patches();
  patches.replace(target, key, value);
  return () => patches.restore();
}

describe('a patch', () => {
  it('covers what cannot be assigned to, and puts it back as it was', () => {
    const target = Object.defineProperty({}, 'a', { value: 'real', enumerable: true, configurable: true });
    const before = Object.getOwnPropertyDescriptors(target);
    const undo = patch(target, 'a', 'fake');
    expect(target).toEqual({ a: 'fake' });
    undo();
    expect(Object.getOwnPropertyDescriptors(target)).toEqual(before);
  });

  it('of accessors that cannot be redefined is refused, before one of them is called', () => {
    const set = jest.fn();
    const target = Object.defineProperty({}, 'a', { get: () => 'real', set });
    expect(() => patch(target, 'a', 'fake')).toThrow(TypeError);
    expect(set).not.toHaveBeenCalled();
  });
});

describe('patches of one property', () => {
  it('may be put back in any order; the newest that is left holds', () => {
    const target: Target = { a: 'real', b: 'real' };
    const undoFirst = patch(target, 'a', 'first');
    const undoOther = patch(target, 'b', 'other');
    const undoSecond = patch(target, 'a', 'second');
    undoFirst();
    expect(target).toEqual({ a: 'second', b: 'other' });
    undoSecond();
    undoOther();
    expect(target).toEqual({ a: 'real', b: 'real' });
  });

  it('put it back as it was, also when somebody has made a getter of it meanwhile', () => {
    const target: Target = { a: 'real' };
    const before = Object.getOwnPropertyDescriptors(target);
    const undo = patch(target, 'a', 'fake');
    Object.defineProperty(target, 'a', { get: () => 'other' });
    undo();
    expect(Object.getOwnPropertyDescriptors(target)).toEqual(before);
  });

  it('leave attributes alone that somebody has changed meanwhile', () => {
    const target: Target = { a: 'real' };
    const undo = patch(target, 'a', 'fake');
    Object.defineProperty(target, 'a', { enumerable: false });
    undo();
    expect(Object.getOwnPropertyDescriptor(target, 'a')).toMatchObject({ value: 'real', enumerable: false });
  });
});

describe('whoever has kept a delegate', () => {
  const real = (): string => 'real';
  const fake = (): string => 'fake';
  const other = (): string => 'other';

  it('reaches what stands in its place, and in the end the real function', () => {
    const kept = delegateFor(real);
    const target: Target = { act: kept };
    const undoFirst = patch(target, 'act', fake);
    expect(kept()).toBe('fake');
    const undoSecond = patch(target, 'act', other);
    expect(kept()).toBe('other');
    undoFirst();
    expect(kept()).toBe('other');
    undoSecond();
    expect([kept(), target['act']]).toEqual(['real', kept]);
  });

  it('reaches what is below when the newest is put back first', () => {
    const kept = delegateFor(real);
    const target: Target = { act: kept };
    const undoFirst = patch(target, 'act', fake);
    patch(target, 'act', other)();
    expect(kept()).toBe('fake');
    undoFirst();
    expect(kept()).toBe('real');
  });

  it('reaches the real function while another delegate stands in its place', () => {
    const kept = delegateFor(real);
    const target: Target = { act: kept };
    const undo = patch(target, 'act', delegateFor(kept));
    expect([kept(), (target['act'] as typeof real)()]).toEqual(['real', 'real']);
    undo();
    expect(target['act']).toBe(kept);
  });

  it('of a place where nothing was reaches what stands there, as long as it does', () => {
    const target: Target = {};
    const kept = delegateFor(real);
    const undoDelegate = patch(target, 'act', kept);
    const undo = patch(target, 'act', fake);
    expect(kept()).toBe('fake');
    undo();
    expect([kept(), target['act']]).toEqual(['real', kept]);
    undoDelegate();
    expect('act' in target).toBe(false);
  });
});
