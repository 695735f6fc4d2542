import type { Book, Entry, State } from './ledger-entry';
import { builtin, native } from './native';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Bag = Record<string, unknown>;
type Target = Pick<EventTarget, 'addEventListener'>;

/** For how many real milliseconds the answer to a message is waited for, which may never come. */
const ANSWER_MS = 250;

const scope = globalThis as unknown as Bag;
/** What a test has put in its place is no real work. */
const realFetch = scope['fetch'];
const BODY = ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text'];

/**
 * Watches what hosts without `async_hooks` do in the real world: browsers, and Bun and Deno, which have the module but never call a hook. The functions that begin work are replaced while
 * somebody watches, and put back after that.
 *
 * Four kinds of function cover it: those that return a promise, those that end with an event, those that send a message within this program, and those that send one to somebody who may answer.
 */
export class WebWatch {
  private restores: (() => void)[] = [];
  private mail = new Mail();
  private answers = new WeakMap<object, Answer>();
  /** Responses that came from the network: others may be made by the program itself, in virtual time. */
  private readonly responses = new WeakSet();

  constructor(private readonly book: Book) {}

  start(): void {
    if (hasHooks()) return;
    this.mail = new Mail();
    this.answers = new WeakMap();
    this.book.add(this.mail);
    this.watchPromises();
    for (const name of ['send', 'readAsArrayBuffer', 'readAsDataURL', 'readAsText']) {
      this.untilEvent(name === 'send' ? 'XMLHttpRequest' : 'FileReader', name, 'loadend');
    }
    for (const owner of [scope, prototypeOf('MessagePort'), prototypeOf('BroadcastChannel')]) {
      this.wrap(owner, 'postMessage', (post, self, args) => {
        if (!this.book.isMuted) {
          this.mail.posted++;
          this.book.progress();
        }
        return post.apply(self, args);
      });
    }
    this.untilAnswer('Worker', 'postMessage');
    this.untilAnswer('WebSocket', 'send');
  }

  stop(): void {
    for (const restore of this.restores.splice(0)) restore();
  }

  private watchPromises(): void {
    if (scope['fetch'] === realFetch) {
      this.wrap(scope, 'fetch', (fetch, self, args) => {
        const answer = fetch.apply(self, args) as Promise<object>;
        answer.then(
          (response) => this.responses.add(response),
          () => undefined,
        );
        return this.untilSettled('fetch', answer);
      });
    }
    for (const name of BODY) {
      this.wrap(prototypeOf('Response'), name, (read, self, args) => {
        const body = read.apply(self, args);
        return this.responses.has(self as object) ? this.untilSettled(`response.${name}()`, body) : body;
      });
    }
    const subtle = prototypeOf('SubtleCrypto');
    const others: [string, Bag | undefined, string[]][] = [
      ['', scope, ['createImageBitmap']],
      ['blob.', prototypeOf('Blob'), ['arrayBuffer', 'bytes', 'text']],
      ['crypto.subtle.', subtle, Object.getOwnPropertyNames(subtle ?? {}).filter((name) => name !== 'constructor')],
      [
        'WebAssembly.',
        scope['WebAssembly'] as Bag | undefined,
        ['compile', 'compileStreaming', 'instantiate', 'instantiateStreaming'],
      ],
    ];
    for (const [prefix, owner, names] of others) {
      for (const name of names) {
        this.wrap(owner, name, (act, self, args) => this.untilSettled(`${prefix}${name}()`, act.apply(self, args)));
      }
    }
  }

  private untilSettled<T>(what: string, promise: T): T {
    const end = this.begin(what);
    // Registered before any reaction of the program, so when that schedules something the work is over already.
    void Promise.resolve(promise).then(end, end);
    return promise;
  }

  private untilEvent(constructor: string, name: string, event: string): void {
    this.wrap(prototypeOf(constructor), name, (act, self, args) => {
      const end = this.begin(`${constructor}.${name}()`);
      (self as Target).addEventListener(event, end, { once: true });
      try {
        return act.apply(self, args);
      } catch (error) {
        end();
        throw error;
      }
    });
  }

  private untilAnswer(constructor: string, name: string): void {
    this.wrap(prototypeOf(constructor), name, (post, self, args) => {
      let answer = this.answers.get(self as object);
      if (answer === undefined) {
        answer = new Answer(`the answer to ${constructor}.${name}()`);
        this.answers.set(self as object, answer);
        this.book.add(answer);
      }
      answer.askedAt = native.now();
      const come = (): void => {
        answer.askedAt = undefined;
        this.book.progress();
      };
      for (const event of ['message', 'messageerror', 'error', 'close']) {
        (self as Target).addEventListener(event, come, { once: true });
      }
      return post.apply(self, args);
    });
  }

  /** Work begins; the function that is returned ends it. */
  private begin(what: string): () => void {
    const work = new Work(what);
    this.book.add(work);
    return () => {
      work.isOver = true;
      this.book.progress();
    };
  }

  /** Replaces a function, if it is there, until {@link stop}. If somebody has replaced it in turn by then, ours stays below, and only passes on. */
  private wrap(
    owner: Bag | undefined,
    name: string,
    act: (original: AnyFunction, self: unknown, args: unknown[]) => unknown,
  ): void {
    const original = owner?.[name];
    if (typeof original !== 'function') return;
    const own = Object.getOwnPropertyDescriptor(owner, name);
    if (own?.configurable === false && own.writable !== true) return;
    let isOn = true;
    const wrapper = {
      [name](this: unknown, ...args: unknown[]): unknown {
        return isOn ? act(original as AnyFunction, this, args) : (original as AnyFunction).apply(this, args);
      },
    }[name];
    if (own?.writable === true) owner![name] = wrapper;
    else Object.defineProperty(owner, name, { value: wrapper, writable: true, enumerable: true, configurable: true });
    this.restores.push(() => {
      isOn = false;
      if (owner![name] !== wrapper) return;
      if (own === undefined) Reflect.deleteProperty(owner!, name);
      else Object.defineProperty(owner, name, own);
    });
  }
}

/** In flight until it is said to be over. */
class Work implements Entry {
  isOver = false;

  constructor(private readonly what: string) {}

  state(): State {
    return this.isOver ? 'gone' : 'busy';
  }

  describe(): string {
    return this.what;
  }
}

/** Messages within the program. Nobody tells when they arrive, but they do with the next turn of the host. */
class Mail implements Entry {
  posted = 0;
  private known = 0;

  state(): State {
    if (this.posted === this.known) return 'idle';
    this.known = this.posted;
    return 'open';
  }

  describe(): string {
    return 'a message to a port';
  }
}

/** An answer that somebody outside may give. */
class Answer implements Entry {
  readonly askAgainMs = ANSWER_MS;
  /** In real milliseconds; undefined if nobody has asked since the last answer. */
  askedAt: number | undefined;

  constructor(private readonly what: string) {}

  state(): State {
    return this.askedAt !== undefined && native.now() - this.askedAt < ANSWER_MS ? 'busy' : 'idle';
  }

  describe(): string {
    return this.what;
  }
}

function prototypeOf(constructor: string): Bag | undefined {
  return (scope[constructor] as { readonly prototype: Bag } | undefined)?.prototype;
}

let hooksAreCalled: boolean | undefined;

function hasHooks(): boolean {
  return (hooksAreCalled ??= probeHooks());
}

/** Whether hooks are told of requests to the host. Deno calls them for timers alone, Bun never. */
function probeHooks(): boolean {
  const hooks = builtin('async_hooks') as typeof import('node:async_hooks') | undefined;
  const crypto = builtin('crypto') as typeof import('node:crypto') | undefined;
  if (hooks === undefined || crypto === undefined) return hooks !== undefined;
  let called = false;
  // A hook on promises would outlast this one: Node takes it back only when there are no hooks at all any more.
  const hook = hooks.createHook({ init: () => (called = true), ...{ trackPromises: false } }).enable();
  crypto.randomBytes(1);
  hook.disable();
  return called;
}
