import { native } from './native';

/** How many macrotasks are queued at once. Measured: 1 costs 700 ns a step, 16 costs 110, 64 costs 75, 256 costs 72. */
const BATCH = 64;
/** How many in the first batch, and in one after the host was to have its turn; each further batch is twice as long. There may be but little to do. */
const SHORT_BATCH = 2;
/** After how much real time a batch lets the host turn, in milliseconds. */
const BUDGET_MS = 8;
/** How many slots go by without a look at the clock on the wall (50 ns) after a time in which as many took less than {@link QUICK_MS} altogether. */
const UNWATCHED = 7;
const QUICK_MS = 0.25;

/**
 * Calls `turn` again and again, each time in a real macrotask of its own, until it returns false; {@link wake} starts anew.
 *
 * A host drains every microtask and every `process.nextTick` between two macrotasks, so whatever a turn set in motion has settled, exactly, when
 * the next turn comes. (Counting microtask turns is the alternative everywhere else; any fixed number is wrong for a longer promise chain.)
 *
 * One macrotask at a time would cost a round through the host's event loop for each. So they are queued in batches of *slots*, each
 * taking a turn when it comes up; between batches the host polls for I/O and fires its own timers. A batch whose budget of real time is used up
 * does nothing in its remaining slots, so that slow turns cannot starve the host.
 *
 * This is the only place that waits for the host by way of macrotasks.
 */
export class Slots {
  private running = false;
  /** Slots of the current batch that have not come up yet. */
  private left = 0;
  private began = 0;
  private lookedAt = 0;
  /** How many slots go by until the next look at the clock. */
  private unwatched = 0;
  private size = 0;
  private nextSize = SHORT_BATCH;
  /** Whether the rest of the current batch does nothing. */
  private isOver = false;
  /** How many batches there were: while this number stays, the host has not turned. */
  batches = 0;

  /**
   * @param turn Returns whether it wants to be called again. What it throws ends up with the host, as an uncaught exception.
   * @param unobserved Calls the function that queues a batch, such that nobody takes these macrotasks for work of the program.
   */
  constructor(
    private readonly turn: () => boolean,
    private readonly unobserved: (queue: () => void) => void = (queue) => {
      queue();
    },
  ) {}

  /** Goes on calling `turn` from the next macrotask on; harmless while that is the case already. */
  wake(): void {
    if (this.running) return;
    this.running = true;
    if (this.left > 0) return;
    this.nextSize = SHORT_BATCH;
    this.queueBatch();
  }

  /** To be returned from `turn` in order to be called again after the host has polled for I/O. */
  letHostTurn(): true {
    this.isOver = true;
    this.nextSize = SHORT_BATCH;
    return true;
  }

  private queueBatch(): void {
    this.left = this.size = this.nextSize;
    this.nextSize = Math.min(this.size * 2, BATCH);
    this.isOver = false;
    this.batches++;
    this.unobserved(this.queueSlots);
  }

  private readonly queueSlots = (): void => {
    for (let i = 0; i < this.size; i++) macrotask(this.slot);
  };

  private readonly slot = (): void => {
    // Not when it was queued: on a host that is so busy that no slot comes up in time, every batch must still have one turn.
    if (this.left === this.size) this.began = this.lookedAt = native.now();
    else if (!this.isInBudget()) this.isOver = true;
    this.left--;
    try {
      if (this.running && !this.isOver) this.running = this.turn();
    } finally {
      if (this.left === 0 && this.running) this.queueBatch();
    }
  };

  private isInBudget(): boolean {
    if (this.unwatched > 0) {
      this.unwatched--;
      return true;
    }
    const now = native.now();
    if (now - this.lookedAt < QUICK_MS) this.unwatched = UNWATCHED;
    this.lookedAt = now;
    return now - this.began < BUDGET_MS;
  }
}

const macrotask: (fn: () => void) => void = native.setImmediate ?? throughPort();

/** Macrotasks for hosts without `setImmediate`: messages of one port arrive in order, each in a task of its own. */
function throughPort(): (fn: () => void) => void {
  const queue: (() => void)[] = [];
  let post: (() => void) | undefined;
  return (fn) => {
    post ??= openPort(() => queue.shift()!());
    queue.push(fn);
    post();
  };
}

function openPort(onMessage: () => void): () => void {
  const Channel = native.MessageChannel;
  if (Channel === undefined) {
    throw new Error(
      'This host has neither setImmediate nor MessageChannel, so the Async twins cannot run; use the synchronous verbs.',
    );
  }
  const { port1, port2 } = new Channel();
  (port1 as { onmessage?: () => void }).onmessage = onMessage;
  return () => port2.postMessage(undefined);
}
