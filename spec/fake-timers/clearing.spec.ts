import { createClock, withGlobal } from '../../lib/fake-timers';

const nothing = (): void => undefined;

describe('clearing', () => {
  it('of a timer of another clock leaves both clocks alone', () => {
    const [one, other] = [createClock(), createClock()];
    const timer = one.setTimeout(nothing, 1);
    other.setTimeout(nothing, 1);
    other.clearTimeout(timer);
    expect([one.countTimers(), other.countTimers()]).toEqual([1, 1]);
  });

  it('does not take a timer of another global for its own of the same number', () => {
    const clockOfItsOwn = () => withGlobal({ Date, setTimeout, clearTimeout }).createClock();
    const [one, other] = [clockOfItsOwn(), clockOfItsOwn()];
    const [timer, another] = [one.setTimeout(nothing, 1), other.setTimeout(nothing, 1)];
    expect(Number(timer)).toBe(Number(another));
    other.clearTimeout(timer);
    expect([one.countTimers(), other.countTimers()]).toEqual([1, 1]);
    other.clearTimeout(Number(timer));
    expect([one.countTimers(), other.countTimers()]).toEqual([1, 0]);
  });
});
