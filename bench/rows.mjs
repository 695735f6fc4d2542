/** Every row of the table, in its order. A row has a `name`, says what `work` it does, and its `run()` returns a result for each target. */
import { rows as asyncTimers } from './async-timers.mjs';
import { rows as explore } from './explore.mjs';
import { rows as growth } from './growth.mjs';
import { rows as memory } from './memory.mjs';
import { rows as realWork } from './real-work.mjs';
import { rows as tasks } from './tasks.mjs';
import { rows as timers } from './timers.mjs';

export const rows = [...timers, ...tasks, ...asyncTimers, ...realWork, ...memory, ...growth, ...explore];
