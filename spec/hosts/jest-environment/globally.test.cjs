const HOUR = 3_600_000;
const start = Date.now();

beforeEach(() => new Promise((resolve) => setTimeout(resolve, HOUR)));

test('a hook and a test wait for hours', async () => {
  await new Promise((resolve) => setTimeout(resolve, 2 * HOUR));
  expect(Date.now() - start).toBe(3 * HOUR);
});

test('a callback that is called late', (done) => {
  setTimeout(() => {
    expect(Date.now() - start).toBe(5 * HOUR);
    done();
  }, HOUR);
});
