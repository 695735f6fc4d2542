const assert = require('node:assert/strict');
const sinon = require('sinon');

describe('sinon.useFakeTimers', () => {
  afterEach(() => sinon.restore());

  it('runs on tickless', () => {
    const clock = sinon.useFakeTimers();
    assert.ok(Symbol.for('tickless/1') in globalThis);
    clock.restore();
    assert.ok(!(Symbol.for('tickless/1') in globalThis));
  });

  it('ticks', () => {
    const clock = sinon.useFakeTimers(1_000);
    const spy = sinon.spy();
    setTimeout(spy, 500, 'argument');
    clock.tick(499);
    sinon.assert.notCalled(spy);
    clock.tick(1);
    sinon.assert.calledOnceWithExactly(spy, 'argument');
    assert.equal(Date.now(), 1_500);
  });

  it('ticks and settles promises', async () => {
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'Date'] });
    const seen = [];
    setTimeout(() => void Promise.resolve().then(() => setTimeout(() => seen.push('second'), 10)), 10);
    await clock.tickAsync(20);
    assert.deepEqual(seen, ['second']);
  });

  it('restores through a sandbox', () => {
    const real = setTimeout;
    const sandbox = sinon.createSandbox();
    sandbox.useFakeTimers();
    assert.notEqual(setTimeout, real);
    sandbox.restore();
    assert.equal(setTimeout, real);
  });

  it('makes clocks that replace nothing', () => {
    const clock = sinon.clock?.create?.(5) ?? sinon.fakeTimers?.createClock?.(5);
    if (clock !== undefined) assert.equal(clock.now, 5);
  });
});
