import { createClock } from '../../lib/fake-timers';

describe('Intl.DateTimeFormat', () => {
  it('takes as many arguments as the real one', () => {
    expect(createClock().Intl!.DateTimeFormat).toHaveLength(Intl.DateTimeFormat.length);
  });

  it('formats ranges like the real one', () => {
    const options = { timeZone: 'UTC' } as const;
    const [fake, real] = [createClock().Intl!.DateTimeFormat, Intl.DateTimeFormat].map(
      (Format) => new Format('en', options),
    );
    const range = [Date.UTC(2000, 0, 1), Date.UTC(2000, 0, 3)] as const;
    expect(fake!.formatRange(...range)).toBe(real!.formatRange(...range));
    expect(fake!.formatRangeToParts(...range)).toEqual(real!.formatRangeToParts(...range));
  });
});
