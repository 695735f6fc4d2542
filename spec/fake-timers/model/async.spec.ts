import { compareAsync } from './compare';

describe('the same programs on @sinonjs/fake-timers and on tickless, driven by the Async verbs', () => {
  it('agree in everything that can be seen', async () => {
    await compareAsync({ fractions: false, systemTime: true, promises: true, idle: false }, 11, 1_000);
  });

  it('agree when idle callbacks wait beside other timers', async () => {
    await compareAsync({ fractions: false, systemTime: false, promises: true, idle: true }, 12, 500);
  });
});
