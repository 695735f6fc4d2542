import { checkOneOf } from '../core/checks';
import { makeClock, type MadeClock } from './clock';
import { STAY_NATIVE, type FullConfig } from './config';
import { makeHostClock } from './host-face';
import type { Natives } from './natives';

const ORDERS = ['compatible', 'host'];

/**
 * Makes a clock in the order that the config asks for. Who calls `installClock` with this offers both; the package that only takes the place of the compatible library does without all
 * that host order needs.
 *
 * @throws TypeError for a config that contradicts host order, RangeError for an order that does not exist.
 */
export function makeInOrder(natives: Natives, config: FullConfig): MadeClock {
  const { order, shouldAdvanceTime, toFake } = config;
  if (order !== undefined) checkOneOf(order, ORDERS, 'order');
  if (order !== 'host') return makeClock(natives, config.now, config.loopLimit);
  if (shouldAdvanceTime) {
    throw new TypeError(
      "shouldAdvanceTime does not go with order: 'host'. Await runAllAsync(), or wrap the test in inVirtualTime(), where time advances by itself.",
    );
  }
  const native = toFake?.find((name) => STAY_NATIVE.includes(name));
  if (native) {
    throw new TypeError(
      `${native} cannot be faked in host order: ticks and microtasks are the host's own there. Leave it out of toFake.`,
    );
  }
  return makeHostClock(natives, config);
}
