import fc from 'fast-check';
import { schedule } from 'tickless/fast-check';

await fc.assert(fc.asyncProperty(fc.nat(), schedule(), (ms, schedule) => schedule.run((sim) => sim.sleep(ms))));
