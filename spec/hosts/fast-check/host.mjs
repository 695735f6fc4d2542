/** The first fast-check that tickless/fast-check goes with; the specs have the latest. */
export const rows = [
  { host: 'fast-check 3.0', feature: 'schedules shrink to one decision, and replay by path', run: 'node schedule.mjs' },
  { host: 'fast-check 3.0', feature: 'types of schedules', run: 'npx tsc --noEmit -p .' },
].map((row) => ({ ...row, says: /^/ }));
