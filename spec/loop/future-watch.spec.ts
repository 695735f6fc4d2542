import { asCompleted, createTask, EventLoop, gather, install, shield, sleep } from 'tickless';

describe('FutureWatch', () => {
  it('stands in traces by the name of what watches', () => {
    const loop = new EventLoop({ trace: true });
    loop.runUntilComplete(function* () {
      yield* gather(sleep(1), sleep(2));
      yield* shield(createTask(sleep(1)));
      for (const next of asCompleted([sleep(1)])) yield* next;
    });
    const labels = loop.trace!.events.map(({ label }) => label);
    for (const name of ['gather', 'shield', 'asCompleted', 'runUntilComplete']) expect(labels).toContain(name);
    expect(labels).not.toContain('');
  });

  it('is dropped with its loop, and does not run on an engine that others share', () => {
    const clock = install();
    try {
      const [closing, other] = [new EventLoop(), new EventLoop()];
      const inner = closing.createFuture<string>();
      const outer = shield(inner);
      inner.setResult('value');
      closing.close();
      expect(other.runUntilComplete(sleep(1, 'fine'))).toBe('fine');
      expect(outer.done()).toBe(false);
    } finally {
      clock.uninstall();
    }
  });
});
