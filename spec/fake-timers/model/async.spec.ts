import { compareAsync } from './compare';
import { ASYNC } from './families';

describe('the same programs on @sinonjs/fake-timers and on tickless, driven by the Async verbs', () => {
  it.each(ASYNC)('agree $name', ({ features, seed, runs }) => compareAsync(features, seed, runs));
});
