import type { Waitable } from './awaitable';

/** What becomes of a request to cancel. In a circle: whoever is asked waits for nothing but the one who asks. */
export type CancelAnswer = 'accepted' | 'declined' | 'in a circle';

/** A request to cancel that is being passed on: yields each whom it asks, hears the answer, and returns its own. */
export type CancelRequest = Generator<Waitable, CancelAnswer, CancelAnswer>;

/** Something that, asked to be cancelled, asks those it waits for. */
export interface PassesCancelOn extends Waitable {
  /** @internal */
  requestCancel(msg: string | undefined): CancelRequest;
}

/**
 * Cancels `first` by way of all that it waits for.
 *
 * The obvious version calls `cancel` of each of them, and so itself: no stack is large enough for tasks that are nested thousands deep, and none at all for those that wait for each other
 * in a circle.
 */
export function passCancelOn(first: PassesCancelOn, msg: string | undefined): boolean {
  const asking = new Map<Waitable, CancelRequest>();
  const way: PassesCancelOn[] = [];
  const ask = (whom: PassesCancelOn): void => {
    way.push(whom);
    asking.set(whom, whom.requestCancel(msg));
  };
  ask(first);
  let answer: CancelAnswer = 'declined';
  for (let last = way.at(-1); last !== undefined; last = way.at(-1)) {
    const { done, value } = asking.get(last)!.next(answer);
    if (done === true) {
      answer = value;
      asking.delete(way.pop()!);
    } else if (asking.has(value)) {
      answer = 'in a circle';
    } else if ('requestCancel' in value) {
      ask(value as PassesCancelOn);
    } else {
      answer = value.cancel(msg) ? 'accepted' : 'declined';
    }
  }
  return answer === 'accepted';
}
