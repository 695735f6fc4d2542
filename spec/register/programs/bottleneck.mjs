// A client of an API with a rate limit.
import Bottleneck from 'bottleneck';

const unit = Number(process.env.UNIT_MS);
const limiter = new Bottleneck({
  maxConcurrent: 2,
  minTime: 2 * unit,
  reservoir: 4,
  reservoirRefreshAmount: 4,
  reservoirRefreshInterval: 5_000 * Math.ceil((20 * unit) / 5_000),
});
limiter.on('depleted', () => console.log('depleted'));
limiter.on('failed', (error, { retryCount }) => (retryCount < 2 ? unit : undefined));

const call = (name) => new Promise((resolve) => setTimeout(resolve, 3 * unit, name));
const began = Date.now();
const names = await Promise.all(['a', 'b', 'c', 'd'].map((name) => limiter.schedule(() => call(name))));
console.log(names.join(' '), Date.now() - began >= 9 * unit);

let attempts = 0;
const flaky = () => (++attempts < 3 ? Promise.reject(new Error('503')) : Promise.resolve('fine'));
await limiter.updateSettings({ reservoir: 9 });
console.log(await limiter.schedule(flaky), 'at attempt', attempts);
await limiter.stop();
await limiter.disconnect();
