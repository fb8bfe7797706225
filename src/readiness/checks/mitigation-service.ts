import type { Fact } from '../../evidence/observation.ts';
import { evidenceOf, fail, pass, unknown, whyNotKnown } from '../judgement.ts';
import type { Judgement, Subject } from '../model.ts';
import { onService } from '../preconditions.ts';

interface Expected {
  readonly what: string;
  readonly good: string;
  /** Every value Windows gives; anything else says nothing. */
  readonly possible: readonly string[];
  readonly codes: { readonly fail: string; readonly unknown: string };
}

// System.ServiceProcess: ServiceControllerStatus and ServiceStartMode.
const status: Expected = {
  what: 'status',
  good: 'Running',
  possible: ['Running', 'Stopped', 'Paused', 'StartPending', 'StopPending', 'ContinuePending', 'PausePending'],
  codes: { fail: 'not-running', unknown: 'status-unknown' },
};
const startType: Expected = {
  what: 'start type',
  good: 'Automatic',
  possible: ['Automatic', 'Manual', 'Disabled', 'Boot', 'System'],
  codes: { fail: 'not-automatic', unknown: 'start-type-unknown' },
};

/** MSExchangeMitigation runs, and starts by itself. */
export const mitigationService = onService((subject, current) => {
  const { serviceStatus, serviceStartType } = current.observation;
  const parts = [judge(subject, serviceStatus, status), judge(subject, serviceStartType, startType)];

  const worst = parts.filter((part) => part.verdict === 'fail');
  const open = parts.filter((part) => part.verdict === 'unknown');
  const deciding = worst.length > 0 ? worst : open.length > 0 ? open : parts;
  const [first] = deciding;
  return { ...(first as Judgement), reasons: deciding.flatMap((part) => part.reasons) };
});

function judge(subject: Subject, fact: Fact<string>, expected: Expected): Judgement {
  const evidence = evidenceOf(subject, fact);
  if (!fact.known) {
    const text = `The ${expected.what} of MSExchangeMitigation ${whyNotKnown(fact)}.`;
    return unknown({ code: expected.codes.unknown, text, evidence });
  }
  const value = expected.possible.find((one) => one.toLowerCase() === fact.value.trim().toLowerCase());
  if (value === undefined) {
    const text = `The ${expected.what} of MSExchangeMitigation reads "${fact.value}", which is none that Windows has.`;
    return unknown({ code: expected.codes.unknown, text, evidence });
  }
  const text = `The ${expected.what} of MSExchangeMitigation is ${value}`;
  if (value === expected.good) return pass({ code: value.toLowerCase(), text: `${text}.`, evidence });
  return fail({ code: expected.codes.fail, text: `${text}, not ${expected.good}.`, evidence });
}
