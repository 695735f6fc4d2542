/** The tests, in a page. Calls `report` with the number of those that failed. */
import { install as installCompatible } from '@tickless/fake-timers';
import { install, inVirtualTime, timers } from 'tickless';

const tests = {
  'fake timers fire in order, and leave the world as they found it'() {
    const names = Object.keys(timers);
    const before = JSON.stringify(names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name) ?? null));
    const originals = names.map((name) => globalThis[name]);
    const clock = install({ now: 1_000 });
    const seen = [];
    setTimeout(() => seen.push(Date.now()), 500);
    const id = setInterval(() => seen.push('interval'), 300);
    requestIdleCallback(() => seen.push('idle'));
    clock.tick(600);
    equal(seen, ['idle', 'interval', 1_500, 'interval']);
    equal(typeof id, 'number');
    clock.uninstall();
    equal(JSON.stringify(names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name) ?? null)), before);
    equal(
      names.filter((name, i) => globalThis[name] !== originals[i]),
      [],
    );
  },

  'requestAnimationFrame comes every 16 ms'() {
    const clock = install();
    const seen = [];
    const frame = (now) => seen.push(now) < 3 && requestAnimationFrame(frame);
    requestAnimationFrame(frame);
    clock.runToFrame();
    equal(seen, [16]);
    clock.tick(40);
    equal(seen, [16, 32, 48]);
    clock.uninstall();
  },

  async 'promises settle between timers'() {
    const clock = install();
    const seen = [];
    const poll = async () => {
      for (let i = 0; i < 3; i++) {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        for (let hops = 0; hops < 100; hops++) await undefined;
        seen.push(Date.now());
      }
    };
    void poll();
    await clock.tickAsync(3_000);
    equal(seen, [1_000, 2_000, 3_000]);
    clock.uninstall();
  },

  async 'the mode nextAsync lets an hour pass, but not past fetch'() {
    const clock = install();
    clock.setTickMode({ mode: 'nextAsync' });
    await new Promise((resolve) => setTimeout(resolve, 3_600_000));
    equal(Date.now(), 3_600_000);
    equal(await race(fetch('/slow')), 'in time');
    clock.uninstall();
  },

  async "install knows the host's order, where a microtask runs between two promise jobs"() {
    const clock = install({ order: 'host' });
    const seen = [];
    setTimeout(async () => {
      queueMicrotask(() => seen.push('microtask'));
      await undefined;
      seen.push('promise');
    }, 3_600_000);
    await clock.runAllAsync();
    equal([clock.now, ...seen], [3_600_000, 'microtask', 'promise']);
    clock.uninstall();
  },

  'the small package has the compatible order, and says who has the other'() {
    const clock = installCompatible({ now: 1_000 });
    const seen = [];
    setTimeout(() => seen.push(Date.now()), 500);
    clock.runAll();
    clock.uninstall();
    equal(seen, [1_500]);
    let message = '';
    try {
      installCompatible({ order: 'host' });
    } catch (error) {
      ({ message } = error);
    }
    equal(message.includes("import { install } from 'tickless'"), true);
  },

  'inVirtualTime lets an hour pass, frame by frame': inVirtualTime(async (clock) => {
    let frames = 0;
    const frame = () => ++frames < 1_000 && requestAnimationFrame(frame);
    requestAnimationFrame(frame);
    await new Promise((resolve) => setTimeout(resolve, 3_600_000));
    equal([clock.elapsed(), frames], [3_600_000, 1_000]);
  }),

  'time stands still for fetch': () =>
    standsStillFor(async () => equal(await (await fetch('/slow')).text(), 'an answer')),
  'time stands still for XMLHttpRequest': () => standsStillFor(() => request('/slow')),
  'time stands still for message ports': () => standsStillFor(pingPong),
  'time stands still for ports made before': () => standsStillFor(() => pingPong(early)),
  'time stands still for a worker': () => standsStillFor(askWorker),
  'time stands still for Blobs and FileReader': () => standsStillFor(readBlob),
  'time stands still for crypto.subtle': () =>
    standsStillFor(() => crypto.subtle.digest('SHA-256', new Uint8Array(1e7))),
  'time stands still for WebAssembly': () =>
    standsStillFor(() => WebAssembly.compile(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0))),

  async 'what was wrapped meanwhile is put back'() {
    const before = [fetch, XMLHttpRequest.prototype.send, MessagePort.prototype.postMessage, postMessage];
    await inVirtualTime(async () => equal(fetch === before[0], false))();
    equal(
      [fetch, XMLHttpRequest.prototype.send, MessagePort.prototype.postMessage, postMessage].every(
        (f, i) => f === before[i],
      ),
      true,
    );
  },

  async 'a body that never ends is a deadlock'() {
    const error = await inVirtualTime(() => new Promise(() => undefined))().catch((error) => error);
    equal(error.name, 'DeadlockError');
  },
};

const early = new MessageChannel();

/** Whether work wins over a timeout of a millisecond, in virtual time. */
function race(work) {
  return Promise.race([work.then(() => 'in time'), new Promise((resolve) => setTimeout(resolve, 1, 'too late'))]);
}

function standsStillFor(work) {
  const test = inVirtualTime(
    async (clock) => {
      equal(await race(work()), 'in time');
      equal(clock.elapsed(), 0);
    },
    { leftovers: 'ignore' },
  );
  return test();
}

function request(url) {
  return new Promise((resolve) => {
    const xhr = new XMLHttpRequest();
    xhr.onload = () => resolve(xhr.responseText);
    xhr.open('GET', url);
    xhr.send();
  });
}

async function pingPong({ port1, port2 } = new MessageChannel()) {
  port2.onmessage = ({ data }) => port2.postMessage(data + 1);
  for (let i = 0; i < 5; i++) {
    const answer = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
    port1.postMessage(i);
    equal(await answer, i + 1);
  }
}

async function askWorker() {
  const worker = new Worker('/worker.js', { type: 'module' });
  worker.postMessage(1);
  equal(await new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data))), 2);
  worker.terminate();
}

async function readBlob() {
  const blob = new Blob(['text'.repeat(1e5)]);
  equal((await blob.text()).length, 4e5);
  const reader = new FileReader();
  await new Promise((resolve) => {
    reader.onload = resolve;
    reader.readAsArrayBuffer(blob);
  });
}

function equal(actual, expected) {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== e) throw new Error(`expected ${e}, but got ${a}`);
}

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
  } catch (error) {
    failed++;
    console.log(`"${name}" fails: ${error.stack}`);
  }
}
console.log(`${Object.keys(tests).length - failed} passed`);
report(failed);
