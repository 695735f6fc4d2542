import { withGlobal } from '../../lib/fake-timers';

describe('performance', () => {
  const fakeOf = (performance: object): string[] => {
    const scope = { Date, performance };
    const clock = withGlobal(scope).install({ toFake: ['performance'] });
    const members = Object.keys(scope.performance).filter((name) => !['clock', 'hadOwnProperty'].includes(name));
    clock.uninstall();
    return members.sort();
  };

  it('has what the class of the real one has; marks and measures in any case', () => {
    class RealPerformance {
      now(): number {
        return 1;
      }
      getEntries(): string[] {
        return ['real'];
      }
    }
    expect(fakeOf(new RealPerformance())).toEqual(expect.arrayContaining(['getEntries', 'mark', 'measure', 'now']));
    expect(fakeOf({ now: () => 1 })).toEqual(['mark', 'measure', 'now', 'timeOrigin']);
  });
});
