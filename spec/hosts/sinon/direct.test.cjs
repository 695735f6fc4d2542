const assert = require('node:assert/strict');
const FakeTimers = require('@sinonjs/fake-timers');

describe('the package by the name it takes the place of', () => {
  it('has exactly the four names, in the order of withGlobal', () => {
    const names = ['timers', 'createClock', 'install', 'withGlobal'];
    assert.deepEqual(Object.keys(FakeTimers), names);
    assert.deepEqual(Object.keys(FakeTimers.withGlobal(globalThis)), names);
    assert.equal(FakeTimers.__esModule, undefined);
    assert.ok(Object.isExtensible(FakeTimers));
    assert.ok(Object.values(Object.getOwnPropertyDescriptors(FakeTimers)).every(({ writable }) => writable));
  });

  it('can be imported', async () => {
    const namespace = await import('@sinonjs/fake-timers');
    assert.equal(namespace.default, FakeTimers);
    assert.equal(namespace.install, FakeTimers.install);
  });

  it('is the very tickless that is installed', () => {
    assert.equal(FakeTimers.install, require('tickless/fake-timers').install);
  });
});
