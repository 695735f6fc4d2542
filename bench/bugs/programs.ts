import { accounts } from './accounts';
import { boundedBuffers } from './bounded-buffer';
import { components } from './components';
import { dependencyTree } from './dependency-tree';
import { failureDetector } from './failure-detector';
import { heldOut } from './held-out';
import { locks } from './locks';
import { lostUpdates } from './lost-update';
import { pctFigures } from './pct-figures';
import type { Program } from './program';
import { rateLimiter } from './rate-limiter';
import { slowNetwork } from './slow-network';
import { starvation } from './starvation';
import { taskQueues } from './task-queue';

/** Every row of the benchmark, in its order. To add one, write its program in a file of its own and name it here. */
export const programs: readonly Program[] = [
  ...lostUpdates,
  ...accounts,
  ...boundedBuffers,
  ...pctFigures,
  ...locks,
  ...starvation,
  ...taskQueues,
  dependencyTree,
  ...components,
  slowNetwork,
  failureDetector,
  rateLimiter,
  ...heldOut,
];
