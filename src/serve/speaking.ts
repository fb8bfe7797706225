import { noteReleases } from '../catalogue/releases-seen.ts';
import { startDispatcher } from '../delivery/dispatcher.ts';
import type { DeliveryMetrics } from '../delivery/model.ts';
import { DELIVER } from '../delivery/outlet.ts';
import { teamsLimits } from '../delivery/sends/limits.ts';
import { createSendLog, type SendLog } from '../delivery/sends/log.ts';
import { actOnDigest, type DigestRequest } from '../digests/act.ts';
import { DIGEST, type DigestApp, type DigestMetrics } from '../digests/app.ts';
import { catchUp } from '../digests/catch-up.ts';
import type { DigestAnswer } from '../digests/model.ts';
import { digestHandler } from '../digests/run.ts';
import type { Bot } from '../teams/bot.ts';
import { createRenders } from '../teams/render.ts';
import type { House } from '../wire.ts';

/** What the bot says by itself: digests at their time, and whatever else waits in the outbox. */
export interface Speech {
  readonly sendLog: SendLog;
  actOnDigest(request: DigestRequest): Promise<DigestAnswer>;
  /** Begins: from now on this process takes part in the work. Call it once. */
  begin(bot: Pick<Bot, 'messenger' | 'audienceOf'>): Promise<void>;
  /** The wall clock jumped by so many ms, less than 0 when it was set back: what a clock that was ahead dealt with is due again. */
  clockJumped(milliseconds: number): void;
  /** Begins nothing new, and waits for the calls under way. */
  stop(): Promise<void>;
}

export function prepareSpeech(house: House, metrics: DeliveryMetrics & DigestMetrics): Speech {
  const { config, database, clock, log, jobs } = house;
  const digests: DigestApp = {
    database,
    clock,
    log,
    jobs,
    catalogue: house.catalogue,
    grace: config.digestGrace,
    zone: config.timeZone,
    metrics,
  };
  const sendLog = createSendLog({ database, clock, log });
  let stopped = false;
  let nudge = (): void => {};
  let stopSending = async (): Promise<void> => {};

  return {
    sendLog,
    async actOnDigest(request) {
      const answer = await actOnDigest(digests, request);
      nudge();
      return answer;
    },
    async begin({ messenger, audienceOf }) {
      const dispatcher = startDispatcher({
        database,
        clock,
        log,
        jobs,
        messenger,
        metrics,
        renders: createRenders({ audienceOf }),
        limits: teamsLimits(config.sendsPerSecond),
      });
      nudge = dispatcher.nudge;
      stopSending = dispatcher.stop;
      // Before the first digest is composed: what is known already is no news.
      await database.transaction((tx) => noteReleases(tx, house.catalogue(), clock.now()));
      await catchUp(digests);
      const tell = digestHandler(digests);
      await jobs.work({
        [DELIVER]: dispatcher.handler,
        async [DIGEST](job, run) {
          await tell(job, run);
          nudge();
        },
      });
    },
    clockJumped(milliseconds) {
      if (milliseconds >= 0 || stopped) return;
      catchUp(digests).catch((error: unknown) => log.error({ err: error }, 'digests could not be looked at again'));
    },
    async stop() {
      stopped = true;
      nudge = () => {};
      await jobs.stop();
      await stopSending();
      await sendLog.flush();
    },
  };
}
