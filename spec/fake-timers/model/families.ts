import type { Features } from './program';

/** A family of programs, and how many of them are run. */
export interface Family {
  readonly name: string;
  readonly features: Features;
  readonly seed: number;
  readonly runs: number;
}

const plain: Features = { fractions: false, systemTime: false, promises: false, idle: false };

export const SYNC: readonly Family[] = [
  { name: 'in everything that can be seen', features: { ...plain, systemTime: true }, seed: 1, runs: 3_500 },
  { name: 'when milliseconds are ticked in fractions', features: { ...plain, fractions: true }, seed: 2, runs: 1_000 },
  {
    name: 'when idle callbacks wait beside other timers',
    features: { ...plain, systemTime: true, idle: true },
    seed: 3,
    runs: 1_500,
  },
];

export const ASYNC: readonly Family[] = [
  {
    name: 'in everything that can be seen',
    features: { ...plain, systemTime: true, promises: true },
    seed: 11,
    runs: 1_000,
  },
  {
    name: 'when idle callbacks wait beside other timers',
    features: { ...plain, promises: true, idle: true },
    seed: 12,
    runs: 500,
  },
];
