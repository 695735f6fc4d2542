import { inVirtualTime } from 'tickless';

describe('what Node itself has scheduled at the end of inVirtualTime', () => {
  it('is nobody’s to clear', async () => {
    // As `fetch` does after each response: nobody but Node's own code is on the stack. (Here its fetch has no fake immediates; spec/hosts/runners has it as it is.)
    const byNode = (): void => process.nextTick(setImmediate, () => undefined);
    const test = inVirtualTime(async () => {
      byNode();
      await new Promise<void>((resolve) => process.nextTick(resolve));
      return 'done';
    });
    expect(await test()).toBe('done');
  });

  it('does not hide what the body has set', async () => {
    const test = inVirtualTime(async () => {
      setImmediate(() => undefined);
    });
    await expect(test()).rejects.toThrow('1 thing is left at the end of inVirtualTime():\n  Immediate (anonymous)');
  });
});
