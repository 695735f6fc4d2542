test('the timers of a window are fake, and come back', () => {
  const real = window.setTimeout;
  jest.useFakeTimers();
  const seen = [];
  window.setTimeout(() => seen.push('fired'), 1000);
  const id = window.requestAnimationFrame(() => seen.push('frame'));
  expect(typeof id).toBe('number');
  jest.advanceTimersByTime(1000);
  expect(seen).toEqual(['frame', 'fired']);
  jest.useRealTimers();
  expect(window.setTimeout).toBe(real);
});
