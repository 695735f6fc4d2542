// These specs run real I/O, processes and workers, in real time, and what they see of that depends on how busy the machine is. What fails once in a thousand runs there may fail once;
// the error is printed all the same. Whatever is on virtual time alone has no second chance.
const MEETS_THE_REAL_WORLD = /spec\/(host|register|users)\/|spec\/docs\.spec|fake-timers\/(real-work|in-virtual-time)/;

const { testPath } = expect.getState();
if (testPath !== undefined && MEETS_THE_REAL_WORLD.test(testPath)) {
  jest.retryTimes(1, { logErrorsBeforeRetry: true });
}
