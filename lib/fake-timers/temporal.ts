import type { WallClock } from './wall-clock';

/** As much of Temporal as is needed to tell the time. */
interface Instant {
  toZonedDateTimeISO(timeZone: unknown): ZonedDateTime;
}
interface ZonedDateTime {
  toPlainDateTime(): unknown;
  toPlainDate(): unknown;
  toPlainTime(): unknown;
}
interface TemporalNamespace {
  readonly Now: { timeZoneId(): string };
  readonly Instant: new (epochNanoseconds: bigint) => Instant;
}

/** A copy of the namespace `Temporal` whose `Now` reads the clock, to the nanosecond. The classes are the real ones. */
export function fakeTemporal(
  real: Record<string, unknown>,
  clock: { readonly wall: WallClock },
): Record<string, unknown> {
  const copy = Object.create(Object.getPrototypeOf(real) as object, Object.getOwnPropertyDescriptors(real)) as object;
  return Object.defineProperty(copy, 'Now', { value: fakeNow(real as unknown as TemporalNamespace, clock) }) as Record<
    string,
    unknown
  >;
}

function fakeNow({ Instant, Now }: TemporalNamespace, { wall }: { readonly wall: WallClock }): object {
  function here(timeZone: unknown = Now.timeZoneId()): ZonedDateTime {
    return instant().toZonedDateTimeISO(timeZone);
  }
  function instant(): Instant {
    return new Instant(BigInt(Math.floor(wall.now())) * 1_000_000n + BigInt(wall.fraction()));
  }
  return {
    instant,
    timeZoneId: () => Now.timeZoneId(),
    zonedDateTimeISO: (timeZone?: unknown) => here(timeZone),
    plainDateTimeISO: (timeZone?: unknown) => here(timeZone).toPlainDateTime(),
    plainDateISO: (timeZone?: unknown) => here(timeZone).toPlainDate(),
    plainTimeISO: (timeZone?: unknown) => here(timeZone).toPlainTime(),
  };
}
