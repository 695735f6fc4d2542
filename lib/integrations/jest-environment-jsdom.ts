import { onTickless } from './jest-on-tickless';
import { loadPeer } from './peer';

const peer = loadPeer('jest-environment-jsdom', 'jest', 30, 'tickless/jest-environment/jsdom');

/**
 * Jest's environment for browser code, jsdom, where `jest.useFakeTimers()` and all that belongs to it run on tickless: `testEnvironment: 'tickless/jest-environment/jsdom'`.
 *
 * It takes the same options as `tickless/jest-environment`; what else is in `testEnvironmentOptions` goes to jsdom.
 */
const TicklessEnvironment = onTickless((peer as typeof import('jest-environment-node')).TestEnvironment);

// What Jest finds here is the class itself.
export = TicklessEnvironment;
