import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, request, RetryAgent } from 'undici';
import { inVirtualTime } from 'tickless';

describe('undici', () => {
  it(
    'backs off for minutes of virtual time while a real server recovers',
    inVirtualTime(async (clock) => {
      const askedAt: number[] = [];
      const server = createServer((_request, response) => {
        askedAt.push(clock.elapsed());
        response.writeHead(askedAt.length < 4 ? 503 : 200).end(`answer ${askedAt.length}`);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const agent = new Agent();
      const dispatcher = new RetryAgent(agent, { minTimeout: 30_000, timeoutFactor: 2, maxTimeout: 300_000 });
      try {
        const { port } = server.address() as AddressInfo;
        const { body } = await request(`http://127.0.0.1:${port}/`, { dispatcher });
        expect(await body.text()).toBe('answer 4');
        expect(askedAt).toEqual([0, 30_000, 90_000, 210_000]);
      } finally {
        await agent.close();
        await new Promise((resolve) => server.close(resolve));
      }
    }),
  );

  it('leaves nothing behind that a test would have to clear, when its answer is the end of the test', async () => {
    const server = createServer((_request, response) => void response.end('answer'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const dispatcher = new Agent();
    const { port } = server.address() as AddressInfo;
    const test = inVirtualTime(async () => (await request(`http://127.0.0.1:${port}/`, { dispatcher })).body.text());
    try {
      expect(await test()).toBe('answer');
    } finally {
      await dispatcher.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
