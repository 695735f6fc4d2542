import type * as Tickless from 'tickless';

/** How a browser's functions look whose work takes real time, and ends with an event. */
class Slow extends EventTarget {
  static readonly ms = 10;
  protected endWith(event: string): void {
    realTimeout(() => this.dispatchEvent(new Event(event)), Slow.ms);
  }
}
class XMLHttpRequest extends Slow {
  send(fails = false): void {
    if (fails) throw new TypeError('refused');
    this.endWith('loadend');
  }
}
class FileReader extends Slow {
  readAsText(): void {
    this.endWith('loadend');
  }
}
class Worker extends Slow {
  postMessage(answers = true): void {
    if (answers) this.endWith('message');
  }
}

const realTimeout = setTimeout;
const scope = globalThis as unknown as Record<string, unknown>;
const before = { XMLHttpRequest: scope['XMLHttpRequest'], FileReader: scope['FileReader'], Worker: scope['Worker'] };
const realFetch = scope['fetch'];
const answer = { text: () => new Promise((resolve) => realTimeout(resolve, Slow.ms, 'an answer')) };

class Response {
  text(): Promise<unknown> {
    return answer.text();
  }
}
const { Response: realResponse } = scope;

const nodeOnly = Object.getOwnPropertyDescriptor(process, 'getBuiltinModule')!;

/** The library as on a host without Node's modules; it finds there what browsers have. */
let library: typeof Tickless;
beforeAll(() => {
  Object.assign(process, { getBuiltinModule: undefined });
  Object.assign(scope, { XMLHttpRequest, FileReader, Worker, Response });
  scope['fetch'] = () => new Promise((resolve) => realTimeout(resolve, Slow.ms, new Response()));
  jest.isolateModules(() => (library = jest.requireActual('../../lib/index')));
});
afterAll(() => {
  Object.assign(scope, before, { fetch: realFetch, Response: realResponse });
  Object.defineProperty(process, 'getBuiltinModule', nodeOnly);
});

function sendOf(): unknown {
  return Object.getOwnPropertyDescriptor(XMLHttpRequest.prototype, 'send')!.value;
}

function ended(target: EventTarget, event: string): Promise<unknown> {
  return new Promise((resolve) => target.addEventListener(event, resolve, { once: true }));
}

const KINDS: Record<string, () => Promise<unknown>> = {
  fetch: async () => ((await fetch('/')) as unknown as Response).text(),
  XMLHttpRequest() {
    const request = new XMLHttpRequest();
    request.send();
    return ended(request, 'loadend');
  },
  FileReader() {
    const reader = new FileReader();
    reader.readAsText();
    return ended(reader, 'loadend');
  },
  'a worker that answers'() {
    const worker = new Worker();
    worker.postMessage();
    return ended(worker, 'message');
  },
  async 'message ports'() {
    const { port1, port2 } = new MessageChannel();
    port2.on('message', () => port2.postMessage('pong'));
    const pong = new Promise((resolve) => port1.on('message', resolve));
    port1.postMessage('ping');
    await pong;
    port1.close();
  },
  'a digest': () => crypto.subtle.digest('SHA-256', new Uint8Array(1e6)),
  'a Blob': () => new Blob(['text']).text(),
};

describe('on hosts without async_hooks', () => {
  it.each(Object.keys(KINDS))('the clock stands still for %s', async (kind) => {
    const { getRunningLoop, runAsync, sleep } = library;
    const elapsed = await runAsync(async () => {
      const late = sleep(1, 'too late');
      const loop = getRunningLoop();
      await Promise.race([KINDS[kind]!(), late]);
      return loop.time();
    });
    expect(elapsed).toBe(0);
  });

  it('puts back what it has replaced', async () => {
    const { runAsync } = library;
    const { fetch } = globalThis;
    const send = sendOf();
    await runAsync(async () => {
      expect([globalThis.fetch === fetch, sendOf() === send]).toEqual([false, false]);
      await Promise.resolve();
    });
    expect([globalThis.fetch === fetch, sendOf() === send]).toEqual([true, true]);
  });

  it('leaves in place what somebody else has put over it, which then no longer counts', async () => {
    const { runAsync, sleep } = library;
    const { fetch } = globalThis;
    let kept!: typeof globalThis.fetch;
    await runAsync(async () => {
      kept = globalThis.fetch;
      globalThis.fetch = (...args) => kept(...args);
      await Promise.resolve();
    });
    expect(globalThis.fetch).not.toBe(fetch);
    expect(await runAsync(async () => Promise.race([kept('/'), sleep(1, 'jumped')]))).toBe('jumped');
    globalThis.fetch = fetch;
  });

  it('takes no mock for real work', async () => {
    const { runAsync, sleep } = library;
    const { fetch } = globalThis;
    globalThis.fetch = (async () => sleep(5, 'mocked')) as never;
    try {
      expect(await runAsync(async () => globalThis.fetch('/'))).toBe('mocked');
    } finally {
      globalThis.fetch = fetch;
    }
  });

  it('a request that cannot be sent is no work, and a worker need not answer', async () => {
    const { runAsync, sleep } = library;
    const silent = new Worker();
    const result = await runAsync(async () => {
      expect(() => new XMLHttpRequest().send(true)).toThrow('refused');
      silent.postMessage(false);
      return sleep(1, 'went on');
    });
    expect(result).toBe('went on');
  });
});
