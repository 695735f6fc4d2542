import { isCancelledError } from '../core/errors';
import type { AbstractEventLoop } from './abstract-event-loop';
import type { GeneratorCoroutine } from './awaitable';
import { DescribedFuture, type WaitedFor } from './described-future';

/** A place in a line of waiting tasks. */
export type Place = DescribedFuture<undefined>;

/** Tasks that wait for the same thing, first come first. A set keeps insertion order, and lets one leave from the middle at no cost. */
export class Line {
  private readonly places = new Set<Place>();

  get length(): number {
    return this.places.size;
  }

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
    const place = new DescribedFuture<undefined>(loop, what);
    this.places.add(place);
    return place;
  }

  leave(place: Place): boolean {
    return this.places.delete(place);
  }

  /** Whether anybody is in line who has not been cancelled. */
  hasLiving(): boolean {
    for (const place of this.places) if (!place.cancelled() && !this.isLost(place)) return true;
    return false;
  }

  first(): Place | undefined {
    for (const place of this.places) if (!this.isLost(place)) return place;
    return undefined;
  }

  /** Calls the first `n` who have not been called or cancelled; returns how many there were. They stay in line until they resume. */
  call(n: number): number {
    let called = 0;
    for (const place of this.places) {
      if (called >= n) break;
      if (place.done() || this.isLost(place)) continue;
      place.finish(undefined);
      called++;
    }
    return called;
  }

  /** Whether nobody will ever come back to this place, because its loop was closed; it is taken out then. */
  private isLost(place: Place): boolean {
    return place.loop.isClosed() && this.places.delete(place);
  }

  /** Calls the first who can be called, and takes out everybody up to that one. */
  callNextAndRemove(): void {
    for (const place of this.places) {
      this.places.delete(place);
      if (place.done() || place.loop.isClosed()) continue;
      place.finish(undefined);
      return;
    }
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
