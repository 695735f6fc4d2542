// A job at the full hour, one that is paused, and a date.
import { Cron } from 'croner';

const began = Date.now();
let turns = 0;
const hourly = new Cron('0 0 * * * *', { maxRuns: 24 }, (job) => {
  const now = new Date();
  turns++;
  if (now.getMinutes() !== 0 || now.getSeconds() !== 0) console.log('late:', now.toISOString());
  if (job.runsLeft() === 0) console.log(`${turns} turns, one each full hour`);
});
const quick = new Cron('*/10 * * * *', () => {
  if (turns !== 3) return;
  quick.stop();
  console.log('stopped', quick.isStopped());
});
new Cron(new Date(began + 36 * 3_600_000), () => console.log('in 36 hours', hourly.isRunning()));
