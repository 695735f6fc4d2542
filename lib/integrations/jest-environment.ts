import { onTickless } from './jest-on-tickless';
import { loadPeer } from './peer';

const peer = loadPeer('jest-environment-node', 'jest', 30, 'tickless/jest-environment');

/**
 * Jest's environment for Node, where `jest.useFakeTimers()` and all that belongs to it run on tickless: `testEnvironment: 'tickless/jest-environment'`.
 *
 * `testEnvironmentOptions: { tickless: { advance: 'auto', order: 'host' } }` chooses that time advances by itself, and Node's own order.
 */
const TicklessEnvironment = onTickless((peer as typeof import('jest-environment-node')).TestEnvironment);

// What Jest finds here is the class itself.
export = TicklessEnvironment;
