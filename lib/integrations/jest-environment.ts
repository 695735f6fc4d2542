import { onTickless } from './jest-on-tickless';

/**
 * Jest's environment for Node, where `jest.useFakeTimers()` and all that belongs to it run on tickless: `testEnvironment: 'tickless/jest-environment'`.
 *
 * `testEnvironmentOptions: { tickless: { advance: 'auto', order: 'host' } }` chooses that time advances by itself, and Node's own order.
 */
const TicklessEnvironment = onTickless('jest-environment-node', 'tickless/jest-environment');

// What Jest finds here is the class itself.
export = TicklessEnvironment;
