import { isCancelledError } from '../core/errors';
import type { AbstractEventLoop } from './abstract-event-loop';
import type { GeneratorCoroutine } from './awaitable';
import { DescribedFuture, type WaitedFor } from './described-future';

/** A place in a line of waiting tasks. */
export class Place extends DescribedFuture<undefined> {
  // The neighbours, and whether it is in line still: it is made when it joins. Written only by the line.
  ahead: Place | undefined = undefined;
  behind: Place | undefined = undefined;
  isInLine = true;
}

/**
 * Tasks that wait for the same thing, first come first.
 *
 * A linked list: one may leave from the middle, and nobody is looked at twice. (A set keeps the order, too; but to find the first of 100,000 of whom half have left, it
 * walks over the gaps of those that have.)
 */
export class Line {
  private first: Place | undefined;
  private last: Place | undefined;
  /** Everybody ahead of this one has been called or cancelled, and is only still to leave. */
  private uncalled: Place | undefined;
  length = 0;

  /** Waits in line until called; leaves the line whatever happens. */
  *wait(loop: AbstractEventLoop, what: WaitedFor): GeneratorCoroutine<Place> {
    const place = this.join(loop, what);
    try {
      yield* place;
    } finally {
      this.leave(place);
    }
    return place;
  }

  join(loop: AbstractEventLoop, what: WaitedFor): Place {
    const place = new Place(loop, what);
    place.ahead = this.last;
    if (this.last === undefined) this.first = place;
    else this.last.behind = place;
    this.last = place;
    this.uncalled ??= place;
    this.length++;
    return place;
  }

  /** Takes a place out; harmless if it has left. */
  leave(place: Place): void {
    if (!place.isInLine) return;
    const { ahead, behind } = place;
    if (ahead === undefined) this.first = behind;
    else ahead.behind = behind;
    if (behind === undefined) this.last = ahead;
    else behind.ahead = ahead;
    if (this.uncalled === place) this.uncalled = behind;
    place.isInLine = false;
    place.ahead = place.behind = undefined;
    this.length--;
  }

  /** The first in line, called or not; undefined if there is nobody. */
  head(): Place | undefined {
    this.dropLost();
    return this.first;
  }

  /** Whether anybody is in line who has not been cancelled. */
  hasLiving(): boolean {
    this.dropLost();
    for (let place = this.first; place !== undefined; place = place.behind) {
      if (!place.cancelled() && !place.loop.isClosed()) return true;
    }
    return false;
  }

  /** Calls the first `n` who have not been called or cancelled; returns how many there were. They stay in line until they resume. */
  call(n: number): number {
    let called = 0;
    while (called < n && this.uncalled !== undefined) {
      const place = this.uncalled;
      this.uncalled = place.behind;
      if (place.loop.isClosed()) {
        this.leave(place);
      } else if (!place.done()) {
        place.finish(undefined);
        called++;
      }
    }
    return called;
  }

  /** Calls the first who can be called, and takes out everybody up to that one. */
  callNextAndRemove(): void {
    while (this.first !== undefined) {
      const place = this.first;
      this.leave(place);
      if (place.done() || place.loop.isClosed()) continue;
      place.finish(undefined);
      return;
    }
  }

  /** Takes those out from the front to whom nobody will ever come back, because their loop was closed. */
  private dropLost(): void {
    while (this.first?.loop.isClosed() === true) this.leave(this.first);
  }
}

/** Awaits again after each CancelledError, until it is done; returns the last CancelledError. For what must not be left undone. */
export function* uncancellable(work: () => GeneratorCoroutine): GeneratorCoroutine {
  let cancelled: unknown;
  for (;;) {
    try {
      yield* work();
      return cancelled;
    } catch (error) {
      if (!isCancelledError(error)) throw error;
      cancelled = error;
    }
  }
}
