import { KEPT, Recent } from '../../lib/core/recent';
import { makeTimer } from '../support/timers';

describe('Recent', () => {
  it('names the five busiest, the busiest first', () => {
    const recent = filled('a', 'b', 'b', 'c', 'c', 'c', 'd', 'd', 'd', 'd', 'e', 'e', 'e', 'e', 'e', 'f', 'f');
    expect(recent.summary()).toBe(
      'e (5 of the last 17), d (4 of the last 17), c (3 of the last 17), b (2 of the last 17), f (2 of the last 17)',
    );
  });

  it('names nobody as long as nothing has run', () => {
    expect(new Recent().summary()).toBe('');
  });

  it('counts no more than it has kept', () => {
    const recent = filled('gone', ...Array<string>(KEPT - 1).fill('here'), 'last');
    expect(recent.summary()).toBe(`here (${KEPT - 1} of the last ${KEPT}), last (1 of the last ${KEPT})`);
  });

  it('forgets everything when it is cleared', () => {
    const recent = filled('a', 'b');
    recent.clear();
    expect(recent.summary()).toBe('');
    recent.add(makeTimer('c'));
    expect(recent.summary()).toBe('c (1 of the last 1)');
  });
});

function filled(...labels: string[]): Recent {
  const recent = new Recent();
  for (const label of labels) recent.add(makeTimer(label));
  return recent;
}
