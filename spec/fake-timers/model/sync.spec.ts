import { compareSync } from './compare';
import { SYNC } from './families';

describe('the same programs on @sinonjs/fake-timers and on tickless, driven synchronously', () => {
  it.each(SYNC)('agree $name', ({ features, seed, runs }) => compareSync(features, seed, runs));
});
