import { serve } from '../src/serve.ts';
import { BenchConnector, closeAgent, turn } from './connector.ts';
import { startEcho } from './echo.ts';
import { interleaved, median, print } from './figures.ts';
import { fillFleet } from './fleet.ts';
import { openBenchHouse } from './house.ts';

const LARGEST_CARD = 20 * 1024;
/** A page of twelve servers is several times this; an excuse is not. */
const SMALLEST_LIST = 4_000;

/** A "failing" turn beside Microsoft's echo sample, from the request to the reply at the connector, interleaved. */
export async function benchTurns(servers: number, bound: number, passes: number): Promise<void> {
  const connector = new BenchConnector();
  const serviceUrl = await connector.listen();
  const opened = await openBenchHouse();
  await fillFleet(opened, servers);
  const serving = await serve(opened.house, { rateLimit: { burst: 1_000_000, perSecond: 1_000_000 } });
  await serving.caughtUp;
  const echo = await startEcho();
  const cards: number[] = [];

  const times = await interleaved(
    {
      failing: async () => {
        const bytes = await turn(serving.port, connector, serviceUrl, 'failing');
        if (bytes < SMALLEST_LIST) throw new Error(`the reply of ${bytes} bytes is no list`);
        cards.push(bytes);
      },
      echo: () => turn(echo.port, connector, serviceUrl, 'failing'),
    },
    passes,
    100,
  );
  const ours = median(times.failing ?? []);
  const bare = median(times.echo ?? []);
  print({
    figure: `a "failing" turn on ${servers} servers, against a bare botbuilder echo turn`,
    value: ours / bare,
    unit: 'ratio of medians',
    bound: { atMost: bound },
    detail: { failingMs: Number(ours.toFixed(2)), echoMs: Number(bare.toFixed(2)), passes },
  });
  print({
    figure: `largest reply to "failing" on ${servers} servers`,
    value: Math.max(...cards),
    unit: 'bytes of the whole activity',
    bound: { atMost: LARGEST_CARD },
  });
  closeAgent();
  await serving.stop();
  await echo.close();
  await opened.close();
  await connector.close();
}
