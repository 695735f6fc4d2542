import * as api from '../lib/index';

/** What exists at run time, in the order of lib/index.ts. Types are not listed. */
const NAMES = `
  EventLoop getEventLoop getRunningLoop newEventLoop setEventLoop run runAsync Runner Handle TimerHandle

  Coroutine coroutine iscoroutine iscoroutinefunction Future isfuture
  Task allTasks createTask currentTask eagerTaskFactory ensureFuture wrapFuture

  sleep timer gather ALL_COMPLETED FIRST_COMPLETED FIRST_EXCEPTION wait asCompleted AsCompletedIterator
  waitFor shield Timeout timeout timeoutAt TaskGroup

  Lock Event Condition BoundedSemaphore Semaphore Barrier LifoQueue PriorityQueue Queue

  createClock install timers withGlobal inVirtualTime

  explore ExplorationError NondeterminismError ReplayError

  BrokenBarrierError CancelledError DeadlockError InvalidStateError LeftoversError QueueEmpty QueueFull QueueShutDown
  RealWorkError RunawayError RuntimeError TimeoutError

  real

  Random Trace
`;

it('exports exactly these names (change this list on purpose, with a changelog line)', () => {
  expect(Object.keys(api).sort()).toEqual(NAMES.trim().split(/\s+/).sort());
});
