// A search box, a poll, and a stream that stalls.
import {
  concatMap,
  debounceTime,
  delay,
  from,
  interval,
  map,
  of,
  retry,
  take,
  throttleTime,
  timeout,
  timer,
} from 'rxjs';

const unit = Number(process.env.UNIT_MS);
const typed = ['t', 'ti', 'tick', 'tickl', 'tickless'];
const pauses = [1, 1, 12, 1, 1];

const search = from(typed).pipe(
  concatMap((text, i) => of(text).pipe(delay(pauses[i] * unit))),
  debounceTime(5 * unit),
);
search.subscribe({ next: (text) => console.log('search for', text), complete: () => poll() });

function poll() {
  interval(2 * unit)
    .pipe(throttleTime(5 * unit), take(3))
    .subscribe({ next: (n) => console.log('poll', n), complete: () => stall() });
}

function stall() {
  let attempts = 0;
  timer(50 * unit)
    .pipe(
      timeout(3 * unit),
      map(() => 'too late'),
      retry({ count: 2, delay: (_error, n) => (attempts++, timer(n * unit)) }),
    )
    .subscribe({ error: (error) => console.log(error.name, 'after', attempts, 'retries') });
}
