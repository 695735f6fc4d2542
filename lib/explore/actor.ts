import { ContextVariable } from '../host/async-context';

/** A task of an exploration, as far as decisions and reports need to know it: a name, and a count of what it has done. */
export class Actor {
  private steps = 0;

  constructor(readonly name: string) {}

  /** How much it has scheduled, called and picked. */
  get count(): number {
    return this.steps;
  }

  /** The number of the next thing that it schedules, calls or picks. */
  nextStep(): number {
    return this.steps++;
  }
}

/** Whose code is running. It follows async functions through their awaits, so a task that goes on because of another one is still itself. */
export const currentActor = new ContextVariable<Actor>();
