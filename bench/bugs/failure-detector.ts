import assert from 'node:assert/strict';
import type { Program, World } from './program';

/** How many rounds are watched, how long one lasts at most, and after how many time-outs of one round a node that is silent counts as failed. */
const ROUNDS = 4;
const ROUND_MS = 100;
const ATTEMPTS = 2;

/**
 * Declares nodes failed that do not answer. Rounds are timed by a service elsewhere: setting a timer, cancelling it and hearing that it has expired are messages.
 *
 * A timer can expire while its cancellation is on its way. Who takes that news for one of the next round's gives the nodes less time than they have a right to.
 */
class FailureDetector {
  readonly failed = new Set<string>();
  private readonly answered = new Set<string>();
  private attempts = 0;
  private round = 0;
  private over: () => void = () => undefined;

  constructor(
    private readonly nodes: readonly string[],
    private readonly ping: (node: string) => Promise<string>,
    private readonly timers: TimerService,
    private readonly knowsRounds: boolean,
  ) {}

  async watch(): Promise<void> {
    for (this.round = 1; this.round <= ROUNDS; this.round++) {
      this.answered.clear();
      this.attempts = 0;
      const over = new Promise<void>((resolve) => (this.over = resolve));
      this.ask();
      await over;
    }
  }

  private ask(): void {
    const { round } = this;
    for (const node of this.nodes) {
      if (!this.failed.has(node) && !this.answered.has(node)) void this.ping(node).then(() => this.onPong(node, round));
    }
    this.timers.set(ROUND_MS, () => this.onTimeout(round));
  }

  private onPong(node: string, round: number): void {
    if (round !== this.round) return;
    this.answered.add(node);
    if (this.alive().every((other) => this.answered.has(other))) {
      this.timers.cancel();
      this.over();
    }
  }

  private onTimeout(round: number): void {
    if (this.knowsRounds && round !== this.round) return;
    if (++this.attempts < ATTEMPTS) {
      this.ask();
      return;
    }
    for (const node of this.alive()) if (!this.answered.has(node)) this.failed.add(node);
    this.over();
  }

  private alive(): string[] {
    return this.nodes.filter((node) => !this.failed.has(node));
  }
}

/** One timer, at the other end of a line: messages arrive in the order in which they were sent, after up to 20 ms. */
class TimerService {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private line: Promise<unknown> = Promise.resolve();

  constructor(private readonly message: () => Promise<void>) {}

  set(delayMs: number, onExpired: () => void): void {
    this.send(() => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.message().then(onExpired), delayMs);
    });
  }

  cancel(): void {
    this.send(() => clearTimeout(this.timer));
  }

  private send(act: () => void): void {
    this.line = this.line.then(() => this.message()).then(act);
  }
}

async function watchLiveNodes(world: World, knowsRounds: boolean): Promise<void> {
  // All nodes live, and answer well within the two time-outs that they have.
  const ping = world.boundary('node.ping', (node: string) => node, { latency: [1, 150] });
  const message = world.boundary('timer.message', () => undefined, { latency: [0, 20] });
  const detector = new FailureDetector(['n1', 'n2'], ping, new TimerService(message), knowsRounds);
  await world.spawn('detector', () => detector.watch());
  assert.deepEqual([...detector.failed], [], 'who answers in time has not failed');
  await new Promise((resolve) => setTimeout(resolve, 1_000)); // what is under way arrives
}

export const failureDetector: Program = {
  name: 'failure detector, timer cancelled late',
  idea: 'Coyote Monitors',
  others: 'random > 100,000, PCT 1,000',
  mark: 1_000,
  usesTime: true,
  buggy: (world) => watchLiveNodes(world, false),
  fixed: (world) => watchLiveNodes(world, true),
};
