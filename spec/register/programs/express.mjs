// A server that is overloaded at first, and a client that retries with longer and longer pauses, and gives up on what takes too long.
import express from 'express';
import pRetry from 'p-retry';

const unit = Number(process.env.UNIT_MS);
const app = express();
let orders = 0;
app.use(express.json());
app.post('/orders', (request, response) => {
  if (++orders < 4) response.status(503).send('busy');
  else setTimeout(() => response.status(201).json({ id: orders, ...request.body }), 10 * unit);
});
app.get('/never', () => {});

const server = app.listen(0, '127.0.0.1', async () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  const order = await pRetry(
    async (attempt) => {
      const body = JSON.stringify({ item: 'clock' });
      const response = await fetch(`${base}/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      console.log(`attempt ${attempt}: ${response.status}`);
      if (!response.ok) throw new Error(await response.text());
      return response.json();
    },
    { retries: 5, minTimeout: 10 * unit, factor: 2 },
  );
  console.log(order);

  const signal = AbortSignal.timeout(20 * unit);
  console.log(await fetch(`${base}/never`, { signal }).catch((error) => error.name));
  server.close(() => console.log('closed'));
  server.closeAllConnections();
});
