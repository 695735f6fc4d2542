/**
 * @jest-environment jsdom
 */
import { screen, waitFor } from '@testing-library/dom';
import { inVirtualTime } from 'tickless';

/** The tests are compiled without the types of a browser. */
const { document } = globalThis as unknown as { document: { body: { innerHTML: string } } };

describe('@testing-library/dom', () => {
  it(
    'waits for what appears after a while',
    inVirtualTime(async (clock) => {
      setTimeout(() => (document.body.innerHTML = '<p>loaded</p>'), 800);
      await waitFor(() => void screen.getByText('loaded'));
      expect(clock.elapsed()).toBe(800);
      setTimeout(() => (document.body.innerHTML = ''), 500);
      await waitFor(() => expect(screen.queryByText('loaded')).toBeNull());
      expect(clock.elapsed()).toBe(1_300);
    }),
  );

  it(
    'gives up after its timeout',
    inVirtualTime(async (clock) => {
      await expect(waitFor(() => void screen.getByText('never'), { timeout: 5_000 })).rejects.toThrow('never');
      expect(clock.elapsed()).toBe(5_000);
    }),
  );
});
