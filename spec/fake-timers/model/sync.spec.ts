import { compareSync } from './compare';

describe('the same programs on @sinonjs/fake-timers and on tickless, driven synchronously', () => {
  it('agree in everything that can be seen', () => {
    compareSync({ fractions: false, systemTime: true, promises: false, idle: false }, 1, 3_500);
  });

  it('agree when milliseconds are ticked in fractions', () => {
    compareSync({ fractions: true, systemTime: false, promises: false, idle: false }, 2, 1_000);
  });

  it('agree when idle callbacks wait beside other timers', () => {
    compareSync({ fractions: false, systemTime: true, promises: false, idle: true }, 3, 1_500);
  });
});
