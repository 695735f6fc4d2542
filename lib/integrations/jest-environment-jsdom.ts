import { onTickless } from './jest-on-tickless';

/**
 * Jest's environment for browser code, jsdom, where `jest.useFakeTimers()` and all that belongs to it run on tickless: `testEnvironment: 'tickless/jest-environment/jsdom'`.
 *
 * It takes the same options as `tickless/jest-environment`; what else is in `testEnvironmentOptions` goes to jsdom.
 */
const TicklessEnvironment = onTickless('jest-environment-jsdom', 'tickless/jest-environment/jsdom');

// What Jest finds here is the class itself.
export = TicklessEnvironment;
