/** The stack trace of what `act` throws. */
export function stackOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).stack!;
  }
  throw new Error('It did not throw.');
}
