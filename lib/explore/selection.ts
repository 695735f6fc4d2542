import type { Decide, Option, Point } from './decision';

/** A decision of order that leaves some of the options out. One object serves for all of a run. */
export class Selection implements Point {
  readonly kind = 'order';
  owner = '';
  step = 0;
  pass = 0;
  label = '';
  private readonly choices: number[] = [];
  private all!: Point;

  /** Selects the options that are wanted. @returns Whether there are any, and others too. */
  select(point: Point, isWanted: (option: Option) => boolean): boolean {
    const { choices } = this;
    choices.length = 0;
    for (let i = 0; i < point.n; i++) if (isWanted(point.option(i))) choices.push(i);
    if (choices.length === 0 || choices.length === point.n) return false;
    this.all = point;
    ({ owner: this.owner, step: this.step, pass: this.pass, label: this.label } = point);
    return true;
  }

  /** Has one of the selected options chosen. @returns Which one of all it is. */
  choose(order: Decide): number {
    return this.choices[this.n === 1 ? 0 : order(this)]!;
  }

  get n(): number {
    return this.choices.length;
  }

  option(choice: number): Option {
    return this.all.option(this.choices[choice]!);
  }
}
