import { DeadlockError } from '../core/errors';
import { DEFAULT_LIMITS, type Limits } from '../core/limits';
import { AsyncDriver } from '../host/driver';
import { checkRealWork, type RealWorkOptions } from '../host/real-work-options';
import { processLedger } from '../host/ledger';
import { checkConfig } from '../fake-timers/config';
import { noBrackets } from '../fake-timers/host-drive';
import { makeHostClock, type MadeHostClock } from '../fake-timers/host-face';
import { installMade } from '../fake-timers/install';
import { Natives } from '../fake-timers/natives';
import { SeededGlobals } from './seeded-globals';
import type { FullRunOptions } from './options';
import type { RunRecord } from './record';
import { Run } from './run';
import { type Body, Sim } from './sim';
import type { Strategist } from './strategist';

/** A run that is to be made. */
export interface Job {
  readonly strategist: Strategist;
  readonly run: number;
  readonly strategy: string;
  /** Whether to write down what happens. */
  readonly detailed: boolean;
}

/**
 * The world in which runs are made, one after the other: globals replaced once for all of them, one clock that each run finds as if it were new.
 *
 * As long as runs end by themselves, one driver drives them all, because beginning and ending to drive costs more than a short run. One that fails in another way than by its body ends its driver.
 */
export class World {
  private readonly made: MadeHostClock;
  private readonly seeded: SeededGlobals | undefined;
  private readonly realWork: Required<RealWorkOptions>;
  /** Once one deadlock has waited for work that cannot be seen from outside, and in vain, others need not wait as long. */
  private hadDeadlock = false;

  /** Replaces the globals. @throws TypeError if they are replaced already. */
  constructor(
    private readonly body: Body,
    private readonly options: FullRunOptions,
  ) {
    const config = checkConfig([{ order: 'host', now: options.now }]);
    const limits: Limits = { ...DEFAULT_LIMITS, maxVirtualTime: options.maxVirtualTime, maxFirings: Infinity };
    this.made = installMade(new Natives(globalThis), config, (natives) => makeHostClock(natives, config, limits));
    try {
      this.seeded = options.seedRandom ? new SeededGlobals(options.seed) : undefined;
    } catch (error) {
      this.made.face.uninstall();
      throw error;
    }
    this.realWork = checkRealWork(options);
  }

  /** Puts the globals back. */
  close(): void {
    this.seeded?.restore();
    this.made.face.uninstall();
  }

  /** Makes one run. */
  async run(job: Job): Promise<RunRecord> {
    let record: RunRecord | undefined;
    await this.runAll((last) => {
      record = last;
      return last === undefined ? job : undefined;
    });
    return record!;
  }

  /** Makes runs as long as `next` has any. It is called with the last one, synchronously, as soon as that is over. */
  async runAll(next: (last: RunRecord | undefined) => Job | undefined): Promise<void> {
    for (let job = next(undefined); job !== undefined;) job = await this.drive(job, next);
  }

  /** Drives runs until there are no more, or one breaks off. @returns The next one, in that case. */
  private async drive(first: Job, next: (last: RunRecord) => Job | undefined): Promise<Job | undefined> {
    let job: Job | undefined = first;
    let run = this.begin(first);
    const goOn = (): boolean => {
      job = next(this.end(run, job!));
      if (job === undefined) return true;
      run = this.begin(job);
      return false;
    };
    const hooks = {
      enter: noBrackets,
      isStopping: () => run.outcome !== undefined && this.hasQuietened() && goOn(),
      deadlock: (realTimers: number) => this.deadlock(run, realTimers),
      describe: () => `Not done: ${run.waiting.join(', ')}.`,
    };
    try {
      await this.asOurs(() =>
        new AsyncDriver(this.made.works.engine, hooks, this.realWork, this.hadDeadlock ? 1 : undefined).run(),
      );
      return undefined;
    } catch (error) {
      run.end({ failed: true, error });
      goOn();
      return job;
    }
  }

  /** Runs what is part of the exploration. The test runner has real timers too, and a report must not depend on them. */
  private asOurs<T>(act: () => T): T {
    return processLedger().run.run(this, act);
  }

  /** Whether nobody drives but us. An event loop that still runs when its run is over is stopped, and leaves before the next run. */
  private hasQuietened(): boolean {
    const [, ...loops] = this.made.works.engine.drivers;
    for (const loop of loops) loop.stop();
    return loops.length === 0;
  }

  private begin(job: Job): Run {
    const { works } = this.made;
    works.restart();
    this.seeded?.restart();
    const { reorder, jitter, maxSteps } = this.options;
    const settings = { anyOrder: reorder === 'any', jitter, maxSteps, detailed: job.detailed };
    const run = new Run(works, settings, job.strategist);
    const sim = new Sim(run, job.run);
    const { body } = this;
    this.asOurs(() => run.begin(() => body(sim)));
    return run;
  }

  private end(run: Run, { run: number, strategy }: Job): RunRecord {
    run.isOver = true;
    const { decisions, events, trace } = run.recorder;
    const outcome = run.outcome!;
    return {
      seed: this.options.seed,
      run: number,
      strategy,
      decisions,
      events,
      lanes: run.lanes,
      failed: outcome.failed,
      error: outcome.failed ? outcome.error : undefined,
      trace,
      hash: trace.hash,
      steps: run.steps,
      virtualMs: run.now,
    };
  }

  private deadlock(run: Run, realTimers: number): DeadlockError {
    this.hadDeadlock = true;
    const names = run.waiting.join(', ');
    const timers = realTimers === 1 ? '1 real timer is' : `${realTimers} real timers are`;
    const captured =
      realTimers === 0 ? '' : ` ${timers} pending: was the function that started it captured before explore() began?`;
    return new DeadlockError(
      `The run can never end: at ${run.now} ms nothing is ready, nothing real is in flight, and no timer or reply is pending. ` +
        `Not done: ${names}. Each of them waits for a promise that nobody will settle.${captured}`,
    );
  }
}
