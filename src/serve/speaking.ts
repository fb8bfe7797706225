import { actOnAck } from '../acknowledgements/act.ts';
import { ACK } from '../acknowledgements/app.ts';
import { ackHandler, catchUpAcks } from '../acknowledgements/wake.ts';
import { actOnCalendar } from '../calendar/act.ts';
import { actOnChange } from '../changes/act.ts';
import { CHANGE, CHANGE_RECHECK } from '../changes/app.ts';
import { recheckHandler } from '../changes/recheck.ts';
import { rolloutViewOf } from '../changes/rollout/view.ts';
import { viewOf } from '../changes/view.ts';
import { catchUpChanges, changeHandler } from '../changes/wake.ts';
import type { Handler } from '../jobs/model.ts';
import { noteReleases } from '../catalogue/releases-seen.ts';
import { startDispatcher } from '../delivery/dispatcher.ts';
import type { DeliveryMetrics } from '../delivery/model.ts';
import { DELIVER } from '../delivery/outlet.ts';
import { teamsLimits } from '../delivery/sends/limits.ts';
import { createSendLog, type SendLog } from '../delivery/sends/log.ts';
import { actOnDigest } from '../digests/act.ts';
import { DIGEST, type DigestApp, type DigestMetrics } from '../digests/app.ts';
import { catchUp } from '../digests/catch-up.ts';
import { actOnMaintenance } from '../maintenance/act.ts';
import { rezoneFreezes } from '../maintenance/rezone-freezes.ts';
import { actOnPeople } from '../people/act.ts';
import { actOnServer } from '../readiness/act-on-server.ts';
import { digestHandler } from '../digests/run.ts';
import type { Bot } from '../teams/bot.ts';
import type { DeskActs } from '../teams/desk-command.ts';
import { createRenders } from '../teams/render.ts';
import type { House } from '../wire.ts';

/** Milliseconds in which a card is drawn and on its way. */
const AFTER_THE_ANSWER = 20;

/** What the bot says and does by itself: digests and reminders at their time, and whatever else waits in the outbox. */
export interface Speech {
  readonly sendLog: SendLog;
  /** Carries out what people have done; what is to be said of it leaves at once. */
  readonly acts: DeskActs;
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

  function nudging<Request, Answer>(act: (request: Request) => Promise<Answer>) {
    return async (request: Request): Promise<Answer> => {
      const answer = await act(request);
      // The answer first: what it has posted would hold it up.
      clock.after(AFTER_THE_ANSWER, () => nudge());
      return answer;
    };
  }

  function telling(handler: Handler): Handler {
    return async (job, run) => {
      await handler(job, run);
      nudge();
    };
  }

  return {
    sendLog,
    acts: {
      digest: nudging((request) => actOnDigest(digests, request)),
      acknowledgement: nudging((request) => actOnAck(house.acknowledgements, request)),
      change: nudging((request) => actOnChange(house.changes, request)),
      maintenance: nudging((request) => actOnMaintenance(house.maintenance, request)),
      calendar: (request) => actOnCalendar(house.calendar, request),
      people: nudging((request) => actOnPeople(house.people, request)),
      server: nudging((request) => actOnServer(house.servers, request)),
    },
    async begin({ messenger, audienceOf }) {
      const dispatcher = startDispatcher({
        database,
        clock,
        log,
        jobs,
        messenger,
        metrics,
        renders: createRenders({
          audienceOf,
          zone: config.timeZone,
          viewOf: (reader, change, now) => viewOf(reader, house.changes, change, now),
          rolloutViewOf: (reader, rollout, now) => rolloutViewOf(reader, house.changes, rollout, now),
        }),
        limits: teamsLimits(config.sendsPerSecond),
      });
      nudge = dispatcher.nudge;
      stopSending = dispatcher.stop;
      // Before the first digest is composed: what is known already is no news.
      await database.transaction((tx) => noteReleases(tx, house.catalogue(), clock.now()));
      await catchUp(digests);
      await catchUpAcks(house.acknowledgements);
      await rezoneFreezes(house.maintenance);
      await catchUpChanges(house.changes);
      await jobs.work({
        [DELIVER]: dispatcher.handler,
        [DIGEST]: telling(digestHandler(digests)),
        [ACK]: telling(ackHandler(house.acknowledgements)),
        [CHANGE]: telling(changeHandler(house.changes)),
        [CHANGE_RECHECK]: telling(recheckHandler(house.changes)),
      });
    },
    clockJumped(milliseconds) {
      if (milliseconds >= 0 || stopped) return;
      const again = (looked: Promise<void>, what: string): void =>
        void looked.catch((error: unknown) =>
          log.error({ err: error, what }, 'what is due could not be looked at again'),
        );
      again(catchUp(digests), 'digests');
      again(catchUpAcks(house.acknowledgements), 'acknowledgements');
      again(catchUpChanges(house.changes), 'changes');
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
