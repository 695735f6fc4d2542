// A crawler that is polite: two pages at a time, and no more than three in an interval.
import PQueue from 'p-queue';
import { setTimeout as sleep } from 'node:timers/promises';

const unit = Number(process.env.UNIT_MS);
const queue = new PQueue({ concurrency: 2, interval: 20 * unit, intervalCap: 3 });
let running = 0;
let most = 0;
let count = 0;

queue.on('active', () => console.log(`job ${++count}: ${queue.pending} pending, ${queue.size} waiting`));
queue.on('idle', () => console.log('idle'));

for (let page = 1; page <= 7; page++) {
  void queue.add(async () => {
    most = Math.max(most, ++running);
    await sleep((page % 3) * unit);
    running--;
  });
}
await queue.onIdle();
console.log(`at most ${most} at a time`);

const limited = await queue.add(() => sleep(50 * unit), { timeout: 2 * unit }).catch((error) => error);
console.log(limited.name);
