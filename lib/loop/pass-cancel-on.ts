import type { Waitable } from './awaitable';

/** What becomes of a request to cancel. In a circle: whoever is asked waits, in the end, for the one who asks. */
type CancelAnswer = 'accepted' | 'declined' | 'in a circle';

/** How one of those who are asked passes a request on: yields each whom it asks, hears the answer, and returns its own. */
export type CancelRequest = Generator<Waitable, 'accepted' | 'declined', CancelAnswer>;

/** Something that, asked to be cancelled, asks those it waits for. */
export interface PassesCancelOn extends Waitable {
  /** @internal */
  requestCancel(msg: string | undefined): CancelRequest;
  /** Whether `cancel` is the library's, which calls {@link passCancelOn}: a user may have put another in its place. @internal */
  readonly cancelIsOurs: boolean;
}

/** The request that is on its way now, if any: what a user's `cancel` asks, when it is called on the way, belongs to the same. */
let current: Passage | undefined;

/** Cancels `first` by way of all that it waits for. */
export function passCancelOn(first: PassesCancelOn, msg: string | undefined): boolean {
  const outer = current;
  current ??= new Passage();
  try {
    return current.ask(first, msg) !== 'declined';
  } finally {
    current = outer;
  }
}

/**
 * A request to cancel, on its way from those who wait to those they wait for.
 *
 * The obvious version calls `cancel` of each of them, and so itself: no stack is large enough for tasks that are nested thousands deep, and none at all for those that wait for each other
 * in a circle.
 *
 * Whoever is reached in two ways is asked twice, as in asyncio, and `cancelling()` shows it. But where all wait for all there are more ways than can be gone. So once a circle is found,
 * in which asyncio recurses until it fails, nobody is asked again.
 */
class Passage {
  /** Of all who were asked. Until one has answered, whoever asks it is in a circle with it. */
  private readonly answers = new Map<Waitable, CancelAnswer>();
  private metCircle = false;

  ask(first: PassesCancelOn, msg: string | undefined): CancelAnswer {
    const before = this.recall(first);
    if (before !== undefined) return before;
    let answer: CancelAnswer = 'declined';
    const way = [this.begin(first, msg)];
    for (let last = way.at(-1); last !== undefined; last = way.at(-1)) {
      const { done, value } = last.request.next(answer);
      if (done === true) {
        answer = value;
        this.answers.set(last.whom, value);
        way.pop();
        continue;
      }
      const known = this.recall(value);
      if (known !== undefined) answer = known;
      else if (passesOn(value)) way.push(this.begin(value, msg));
      else answer = value.cancel(msg) ? 'accepted' : 'declined';
    }
    return answer;
  }

  private begin(whom: PassesCancelOn, msg: string | undefined): { whom: PassesCancelOn; request: CancelRequest } {
    this.answers.set(whom, 'in a circle');
    return { whom, request: whom.requestCancel(msg) };
  }

  private recall(whom: Waitable): CancelAnswer | undefined {
    const known = this.answers.get(whom);
    this.metCircle ||= known === 'in a circle';
    return this.metCircle ? known : undefined;
  }
}

/** Whether it can be asked without calling its `cancel`, which takes room on the stack. A user's is called, as in asyncio. */
function passesOn(whom: Waitable): whom is PassesCancelOn {
  return (whom as Partial<PassesCancelOn>).cancelIsOurs === true;
}
