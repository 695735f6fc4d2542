import { createTask, Event, gather, run, sleep } from 'tickless';
import { inBothKinds } from '../support/outcomes';

describe('Event', () => {
  it('lets everybody through once it is set, in the order of arrival', async () => {
    const outcome = await inBothKinds(
      function* () {
        const event = new Event();
        const waiters = gather(event.wait(), event.wait());
        yield* sleep(5);
        event.set();
        return [yield* waiters, yield* event.wait(), event.isSet()];
      },
      async () => {
        const event = new Event();
        const waiters = gather(async () => event.wait(), event.wait());
        await sleep(5);
        event.set();
        return [await waiters, await event.wait(), event.isSet()];
      },
    );
    expect(outcome).toEqual({ result: [[true, true], true, true], time: 5 });
  });

  it('makes them wait again once it is cleared, but not those it has let through', () => {
    run(function* () {
      const event = new Event();
      const through = createTask(event.wait());
      yield* sleep(1);
      event.set();
      event.set();
      event.clear();
      const waits = createTask(event.wait());
      yield* sleep(1);
      expect([through.done(), waits.done(), event.isSet()]).toEqual([true, false, false]);
      event.set();
      expect(yield* waits).toBe(true);
    });
  });
});
