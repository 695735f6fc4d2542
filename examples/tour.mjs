/**
 * The tour: the programs with which every text on asyncio begins, on virtual time.
 *
 *     npm start
 *
 * Each program is shown, run, and timed twice: in virtual milliseconds, which it believes have passed, and in real ones. First come
 * generator coroutines, then the same programs as async functions. The frame that prints all this is at the end.
 */
import { performance } from 'node:perf_hooks';
import {
  ALL_COMPLETED,
  coroutine,
  createTask,
  ensureFuture,
  EventLoop,
  FIRST_COMPLETED,
  FIRST_EXCEPTION,
  gather,
  iscoroutine,
  iscoroutinefunction,
  setEventLoop,
  sleep,
  timer,
  wait,
} from 'tickless';

const totals = { programs: 0, virtualMs: 0, realMs: 0 };

chapter('Generator coroutines, run synchronously', [doSomeWork, failAfter]);

function* doSomeWork(x) {
  console.log('Waiting', x);
  yield* sleep(x);
  return `Done after ${x}`;
}

function* failAfter(x) {
  yield* sleep(x);
  throw new Error(`failed after ${x}`);
}

await show('Calling a coroutine function runs nothing: it gives a coroutine object', () => {
  const work = doSomeWork(3000);
  console.log(iscoroutinefunction(doSomeWork), iscoroutine(work));
});

await show('runUntilComplete blocks until the coroutine is done', (loop) => {
  console.log(loop.runUntilComplete(doSomeWork(3000)));
});

await show('ensureFuture makes a task of a coroutine', (loop) => {
  const task = ensureFuture(doSomeWork(3000));
  console.log(loop.runUntilComplete(task));
});

await show('A task calls back when it is done', (loop) => {
  const task = ensureFuture(doSomeWork(3000));
  task.addDoneCallback((done) => console.log('Callback:', done.result()));
  loop.runUntilComplete(task);
});

await show('gather runs at the same time: the longest counts, not the sum', (loop) => {
  console.log(loop.runUntilComplete(gather(doSomeWork(1000), doSomeWork(3000))));
});

await show('gather takes a list, too', (loop) => {
  const list = [2000, 3000, 1000].map((x) => doSomeWork(x));
  console.log(loop.runUntilComplete(gather(...list)));
});

await show('gather throws the first error, or gives errors as results', (loop) => {
  try {
    loop.runUntilComplete(gather(failAfter(1000), doSomeWork(3000)));
  } catch (error) {
    console.log('Caught at', loop.time(), String(error));
  }
  const all = gather(failAfter(1000), doSomeWork(3000), { returnExceptions: true });
  console.log(loop.runUntilComplete(all).map(String));
});

await show('wait throws nothing: it sorts tasks into done and pending', (loop) => {
  loop.runUntilComplete(function* () {
    const tasks = [doSomeWork(1000), failAfter(2000), doSomeWork(3000)].map((work) => createTask(work));
    for (const returnWhen of [FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED]) {
      const { done, pending } = yield* wait(tasks, { returnWhen });
      console.log(returnWhen, 'at', loop.time(), 'done', done.size, 'pending', pending.size);
    }
  });
});

await show('runForever runs until somebody calls stop()', (loop) => {
  ensureFuture(function* () {
    yield* gather(doSomeWork(1000), doSomeWork(3000));
    loop.stop();
  });
  loop.runForever();
});

await show('When nothing can ever happen again, it says so instead of hanging', (loop) => {
  ensureFuture(gather(doSomeWork(1000), doSomeWork(3000)));
  try {
    loop.runForever();
  } catch (error) {
    console.log(String(error));
  }
});

await show('A loop can be run twice; closed, it cannot be used again', (loop) => {
  loop.runUntilComplete(doSomeWork(1000));
  loop.runUntilComplete(doSomeWork(3000));
  loop.close();
  loop.close(); // twice is harmless
  try {
    loop.runUntilComplete(doSomeWork(3000));
  } catch (error) {
    console.log(String(error));
  }
});

await show('A running loop cannot be closed', (loop) => {
  loop.callSoon(() => {
    try {
      loop.close();
    } catch (error) {
      console.log(String(error));
    }
    loop.stop();
  });
  loop.runForever();
});

await show('A timer calls back at its time', (loop) => {
  loop.runUntilComplete(timer(3000, () => console.log('Ring at', loop.time())));
});

await show('The same timer, built by hand', (loop) => {
  const alarm = ensureFuture(sleep(3000));
  alarm.addDoneCallback(() => console.log('Ring at', loop.time()));
  loop.runUntilComplete(alarm);
});

chapter('Async functions, run by the Async twins', [doSomeWorkAsync, failAfterAsync]);

async function doSomeWorkAsync(x) {
  console.log('Waiting', x);
  await sleep(x);
  return `Done after ${x}`;
}

async function failAfterAsync(x) {
  await sleep(x);
  throw new Error(`failed after ${x}`);
}

await show('Calling an async function begins it; coroutine() makes it lazy', () => {
  const work = coroutine(doSomeWorkAsync)(3000);
  console.log(iscoroutinefunction(doSomeWorkAsync), iscoroutine(work));
});

await show('runUntilCompleteAsync calls a function, and resolves when it is done', async (loop) => {
  console.log(await loop.runUntilCompleteAsync(() => doSomeWorkAsync(3000)));
});

await show('ensureFuture makes a task of it', async (loop) => {
  const task = ensureFuture(() => doSomeWorkAsync(3000));
  console.log(await loop.runUntilCompleteAsync(task));
});

await show('A task calls back when it is done', async (loop) => {
  const task = ensureFuture(() => doSomeWorkAsync(3000));
  task.addDoneCallback((done) => console.log('Callback:', done.result()));
  await loop.runUntilCompleteAsync(task);
});

await show('gather runs at the same time', async (loop) => {
  const work = [() => doSomeWorkAsync(1000), () => doSomeWorkAsync(3000)];
  console.log(await loop.runUntilCompleteAsync(gather(...work)));
});

await show('gather can be awaited in an async function', async (loop) => {
  await loop.runUntilCompleteAsync(async () => {
    const list = [2000, 3000, 1000].map((x) => () => doSomeWorkAsync(x));
    console.log(await gather(...list));
  });
});

await show('gather throws the first error, or gives errors as results', async (loop) => {
  const work = [() => failAfterAsync(1000), () => doSomeWorkAsync(3000)];
  try {
    await loop.runUntilCompleteAsync(gather(...work));
  } catch (error) {
    console.log('Caught at', loop.time(), String(error));
  }
  const all = gather(...work, { returnExceptions: true });
  console.log((await loop.runUntilCompleteAsync(all)).map(String));
});

await show('wait throws nothing: it sorts tasks into done and pending', async (loop) => {
  await loop.runUntilCompleteAsync(async () => {
    const tasks = [
      createTask(() => doSomeWorkAsync(1000)),
      createTask(() => failAfterAsync(2000)),
      createTask(() => doSomeWorkAsync(3000)),
    ];
    for (const returnWhen of [FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED]) {
      const { done, pending } = await wait(tasks, { returnWhen });
      console.log(returnWhen, 'at', loop.time(), 'done', done.size, 'pending', pending.size);
    }
  });
});

await show('runForeverAsync runs until somebody calls stop()', async (loop) => {
  ensureFuture(async () => {
    await gather(...[1000, 3000].map((x) => () => doSomeWorkAsync(x)));
    loop.stop();
  });
  await loop.runForeverAsync();
});

await show('When nothing can ever happen again, it says so instead of hanging', async (loop) => {
  ensureFuture(gather(...[1000, 3000].map((x) => () => doSomeWorkAsync(x))));
  try {
    await loop.runForeverAsync();
  } catch (error) {
    console.log(String(error));
  }
});

await show('A loop can be run twice; closed, it cannot be used again', async (loop) => {
  await loop.runUntilCompleteAsync(() => doSomeWorkAsync(1000));
  await loop.runUntilCompleteAsync(() => doSomeWorkAsync(3000));
  loop.close();
  loop.close(); // twice is harmless
  try {
    await loop.runUntilCompleteAsync(() => doSomeWorkAsync(3000));
  } catch (error) {
    console.log(String(error));
  }
});

await show('A running loop cannot be closed', async (loop) => {
  loop.callSoon(() => {
    try {
      loop.close();
    } catch (error) {
      console.log(String(error));
    }
    loop.stop();
  });
  await loop.runForeverAsync();
});

await show('A timer calls back at its time', async (loop) => {
  await loop.runUntilCompleteAsync(timer(3000, () => console.log('Ring at', loop.time())));
});

await show('The same timer, built by hand', async (loop) => {
  const alarm = ensureFuture(() => sleep(3000));
  alarm.addDoneCallback(() => console.log('Ring at', loop.time()));
  await loop.runUntilCompleteAsync(alarm);
});

console.log(`\n${bold(`${totals.programs} programs`)} · ${durations(totals.virtualMs, totals.realMs)}`);

// ---- The frame --------------------------------------------------------------------------------------------------

/** Begins a chapter, and shows the functions that its programs share. */
function chapter(title, functions) {
  console.log(`\n${bold(title.toUpperCase())}\n`);
  console.log(functions.map((each) => listing(each.toString())).join('\n\n'));
}

/** Shows a program and runs it on a loop of its own. */
async function show(title, program) {
  const loop = new EventLoop();
  setEventLoop(loop);
  console.log(`\n${bold(`${++totals.programs}. ${title}`)}`);
  console.log(`${listing(bodyOf(program))}\n`);

  console.group();
  const began = performance.now();
  await program(loop);
  const realMs = performance.now() - began;
  console.log(dim(durations(loop.time(), realMs)));
  console.groupEnd();

  totals.virtualMs += loop.time();
  totals.realMs += realMs;
  setEventLoop(undefined);
}

/** The lines between the braces of a function. */
function bodyOf(program) {
  const lines = program.toString().split('\n').slice(1, -1);
  return lines.map((line) => line.slice(2)).join('\n');
}

function listing(source) {
  const lines = source.split('\n');
  return lines.map((line) => dim(`  │ ${line}`)).join('\n');
}

function durations(virtualMs, realMs) {
  return `virtual ${virtualMs.toLocaleString('en-US')} ms · real ${realMs.toFixed(1)} ms`;
}

/** Colours are for people: a log in CI gets plain text. */
function style(text, code) {
  return process.stdout.isTTY && !process.env.NO_COLOR ? `\x1b[${code}m${text}\x1b[0m` : text;
}

function bold(text) {
  return style(text, 1);
}

function dim(text) {
  return style(text, 2);
}
