import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY, later } from '../../src/core/clock.ts';
import { serverId } from '../../src/core/ids.ts';
import { assess } from '../../src/readiness/assess.ts';
import type { Subject } from '../../src/readiness/model.ts';
import { aBuild, absent, at, known } from '../support/evidence.ts';
import { aSubject, NOW, withBuild } from './subjects.ts';

const stepOf = (subject: Subject) => assess(subject).nextStep;
const NEWEST = '15.2.2562.56 (Exchange SE RTM Oct26SU, name inferred)';

describe('the next step', () => {
  it('is nothing for a server in order, with a remark once a Patch Tuesday has passed', () => {
    const step = stepOf(aSubject());
    assert.deepEqual([step.kind, step.summary, step.steps, step.target], ['none', 'Nothing to do.', [], null]);
    assert.match(step.remarks.join(), /A Patch Tuesday has passed since 13 Oct 2026/);
    const generatedAt = known(at('2026-10-20T06:00:00Z'));
    assert.deepEqual(stepOf({ ...aSubject({ generatedAt }), now: at('2026-10-20T12:00:00Z') }).remarks, []);
  });

  it('is the newest update for a server on SE, failing or only behind', () => {
    for (const build of ['15.2.2562.37', '15.2.2562.43']) {
      const step = stepOf(withBuild(build));
      assert.equal(step.kind, 'install-update');
      assert.equal(step.summary, `Install ${NEWEST}.`);
      assert.deepEqual(step.target, { build: '15.2.2562.56', label: 'Exchange SE RTM Oct26SU', inferred: true });
      assert.match(step.remarks.join(' '), /DAG-BER/);
    }
  });

  it('is the move in place for 2019 CU14 and CU15, with licence and no way back as remarks', () => {
    for (const build of ['15.2.1748.39', '15.2.1544.36']) {
      const step = stepOf(withBuild(build));
      assert.equal(step.kind, 'move-to-se');
      assert.equal(step.summary, `Move BER-EX01 to Exchange SE RTM in place, then install ${NEWEST}.`);
      assert.equal(step.target?.build, '15.2.2562.56');
      assert.match(step.remarks.join(' '), /licence/);
      assert.match(step.remarks.join(' '), /no way back/);
      assert.match(step.remarks.join(' '), /Or the ESU package 15\.2\.\d+\.\d+ .*, if you already hold it\./);
    }
  });

  it('never mentions the ESU package where it is installed, and never as a step', () => {
    const step = stepOf(withBuild('15.2.1544.50'));
    assert.equal(step.kind, 'move-to-se');
    for (const text of [step.summary, ...step.steps, ...step.remarks]) assert.doesNotMatch(text, /ESU|Extended/);
    for (const text of stepOf(withBuild('15.1.2507.61')).steps) assert.doesNotMatch(text, /ESU|Extended/);
  });

  it('goes by CU15 for an older CU of 2019', () => {
    const step = stepOf(withBuild('15.2.1118.40'));
    assert.equal(step.kind, 'install-cumulative-update');
    assert.match(step.steps[1] ?? '', /^Install Exchange 2019 CU15/);
    assert.match(step.steps[2] ?? '', /Exchange SE RTM .* in place.*keep copies of changed web\.config/);
    assert.ok(step.steps[3]?.startsWith(`Install ${NEWEST} from an elevated prompt`), step.steps[3]);
  });

  it('is a new server for 2016 and removal for 2013, without repairs of the old one', () => {
    const replaced = stepOf(withBuild('15.1.2507.61', { serviceStatus: known('Stopped') }));
    assert.equal(replaced.kind, 'replace-server');
    assert.doesNotMatch(replaced.steps.join(' '), /Start-Service/);
    assert.match(replaced.remarks.join(' '), /15\.1\.2507\.77/);

    // A server that leaves gets no maintenance of its own: it leaves its DAG, which no other version can join.
    assert.match(replaced.steps[1] ?? '', /take BER-EX01 out of DAG-BER and uninstall/);
    assert.doesNotMatch(replaced.steps.join(' '), /maintenance/);
    assert.match(replaced.remarks.join(' '), /can't join DAG-BER/);

    const removed = stepOf(withBuild('15.0.1497.48'));
    assert.equal(removed.kind, 'remove-server');
    assert.equal(removed.target, null);
  });

  it('repairs what is off, with the commands', () => {
    const { organisationSwitch } = aSubject();
    const off = organisationSwitch && { ...organisationSwitch, value: known(false) };
    const step = stepOf(
      aSubject(
        {
          serverSwitch: known(false),
          serviceStatus: known('Stopped'),
          serviceStartType: known('Disabled'),
          ocsProbe: known(null),
          urlRewrite: known(false),
        },
        { organisationSwitch: off },
      ),
    );
    assert.equal(step.kind, 'turn-on-switch');
    const steps = step.steps.join('\n');
    const order = [
      'Set-OrganizationConfig -MitigationsEnabled $true',
      'Set-ExchangeServer -Identity BER-EX01 -MitigationsEnabled $true',
      'Set-Service MSExchangeMitigation -StartupType Automatic',
      'Start-Service MSExchangeMitigation',
      'URL Rewrite',
      'Test-MitigationServiceConnectivity.ps1',
      'Run Health Checker on BER-EX01 again',
    ].map((text) => steps.indexOf(text));
    assert.ok(
      order.every((place) => place >= 0),
      steps,
    );
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
  });

  it('asks for no switch that is on', () => {
    const step = stepOf(aSubject({ serverSwitch: known(false) }));
    assert.doesNotMatch(step.steps.join(' '), /Set-OrganizationConfig/);
    assert.equal(step.summary, 'Turn mitigations on for BER-EX01.');
  });

  it('quotes a name that would be more than an argument', () => {
    const subject = aSubject({ serverSwitch: known(false) });
    const name = "X'; Remove-Mailbox y";
    const step = stepOf({ ...subject, server: { ...subject.server, name } });
    assert.match(step.steps.join(' '), /-Identity 'X''; Remove-Mailbox y' -MitigationsEnabled/);
  });

  it('updates first where the build fails, repairs first where it only advises', () => {
    assert.equal(stepOf(withBuild('15.2.2562.37', { urlRewrite: known(false) })).kind, 'install-update');
    const advised = stepOf(withBuild('15.2.2562.43', { urlRewrite: known(false) }));
    assert.equal(advised.kind, 'install-url-rewrite');
    assert.match(advised.steps.join(' '), /15\.2\.2562\.56/);
  });

  it('moves the mail flow of an Edge server of 2016, which has no mailboxes', () => {
    const { steps } = stepOf(withBuild('15.1.2507.61', { role: known('edge'), dag: known(null) }));
    assert.doesNotMatch(steps.join(' '), /mailboxes/);
    assert.match(steps[1] ?? '', /Subscribe it in place of BER-EX01/);
  });

  it('puts a DAG member into maintenance before it goes down, and takes it out again', () => {
    for (const subject of [withBuild('15.2.2562.37'), aSubject({ pendingReboot: known(true) })]) {
      const { steps, remarks } = stepOf(subject);
      assert.match(steps[0] ?? '', /StartDagServerMaintenance\.ps1 -ServerName BER-EX01 .*-PauseClusterNode/);
      assert.match(steps.at(-2) ?? '', /StopDagServerMaintenance\.ps1 -ServerName BER-EX01/);
      assert.match(remarks[0] ?? '', /member of DAG-BER: .*only one member at a time/);
    }
    const alone = stepOf(withBuild('15.2.2562.37', { dag: known(null) }));
    assert.doesNotMatch([...alone.steps, ...alone.remarks].join(' '), /maintenance/);
  });

  it('is the update where a restart comes first, for a restart alone does not help', () => {
    const step = stepOf(withBuild('15.2.2562.37', { pendingReboot: known(true) }));
    assert.equal(step.kind, 'install-update');
    assert.deepEqual(
      step.steps.slice(1, 3).map((text) => text.split(' ', 1)[0]),
      ['Restart', 'Install'],
    );
  });

  it('restarts last of all where nothing is to be installed', () => {
    assert.equal(stepOf(aSubject({ pendingReboot: known(true) })).kind, 'restart-server');
    const repaired = stepOf(aSubject({ pendingReboot: known(true), urlRewrite: known(false) }));
    assert.equal(repaired.kind, 'install-url-rewrite');
    assert.match(repaired.steps.at(-3) ?? '', /Restart BER-EX01/);
  });

  it('collects evidence where there is none that counts, and goes on with what the old one shows', () => {
    const never = stepOf(aSubject({}, { current: null }));
    assert.deepEqual([never.kind, never.steps.length], ['collect-evidence', 1]);

    const stale = stepOf({ ...withBuild('15.2.2562.37'), now: later(NOW, 20 * DAY) });
    assert.equal(stale.kind, 'collect-evidence');
    assert.match(stale.steps.join(' '), /15\.2\.2562\.56/);

    const withheld = { file: 'x.xml', generatedAt: at('2027-01-01T00:00:00Z') };
    assert.match(stepOf(aSubject({}, { current: null, withheld })).steps[0] ?? '', /clock/);
  });

  it('asks for a report with what is missing in it', () => {
    const step = stepOf(aSubject({ build: absent, displayedBuild: known(aBuild('15.2.2562.17')) }));
    assert.equal(step.kind, 'collect-evidence');
    assert.match(step.summary, /exact build/);
    assert.match(stepOf(aSubject({ ocsProbe: absent })).summary, /without gaps/);
    assert.match(stepOf(withBuild('15.2.3000.1')).summary, /newer catalogue/);
  });

  it('waits for the heartbeat where nothing else is wrong', () => {
    const step = stepOf(aSubject({ mitigationsApplied: known([]), mitigationsOnOffer: known([]) }));
    assert.equal(step.kind, 'wait-for-heartbeat');
    assert.match(step.steps.join(' '), /1008/);
  });

  it('removes a leftover mitigation, at once or after the update that ends its need', () => {
    const mitigationsApplied = known(['PING1', 'M2.1.0']);
    const now = stepOf(aSubject({ mitigationsApplied }));
    assert.equal(now.kind, 'remove-mitigation');
    assert.match(now.steps[0] ?? '', /^Remove M2: back up owa/);

    const after = stepOf(withBuild('15.2.2562.37', { mitigationsApplied }));
    assert.equal(after.kind, 'install-update');
    assert.match(after.steps.at(-2) ?? '', /^After the update, remove M2: back up/);

    const inPlace = stepOf(withBuild('15.2.1748.39', { mitigationsApplied }));
    assert.match(inPlace.steps.at(-2) ?? '', /^After the update, remove M2 if it is still there/);
  });

  it('applies what is on offer to a build that can take it, and not to one that is cut off', () => {
    const offer = { mitigationsApplied: known(['PING1']), mitigationsOnOffer: known(['PING1', 'M2.1.0']) };
    assert.match(stepOf(withBuild('15.2.2562.43', offer)).steps.join(' '), /what is on offer/);
    assert.doesNotMatch(stepOf(withBuild('15.2.2562.37', offer)).steps.join(' '), /what is on offer/);
  });

  it('says how to unblock, and where a newer catalogue is missing, without making it work to do', () => {
    const blocked = stepOf(aSubject({ mitigationsBlocked: known(['M2']) }));
    assert.equal(blocked.kind, 'none');
    assert.match(blocked.remarks[0] ?? '', /Set-ExchangeServer -Identity BER-EX01 -MitigationsBlocked @\(\)$/);
    assert.match(stepOf(withBuild('15.2.2562.99')).remarks.join(' '), /catalogue load FILE.*13 Oct 2026/);
    assert.equal(stepOf(withBuild('15.2.3000.1')).remarks.length, 0);
  });

  it('opens the way to the endpoint in both places a proxy is set, one command a step', () => {
    const { steps } = stepOf(aSubject({ ocsProbe: known(null) }));
    assert.ok(steps.some((text) => text.endsWith('-InternetWebProxy http://proxy:port')));
    assert.ok(steps.some((text) => text.endsWith('netsh winhttp set proxy proxy:port')));
    assert.match(steps.join(' '), /TLS inspection.*CRLs/);
    // A card shows eight.
    assert.ok(stepOf(aSubject({ ocsProbe: known(null), mitigationsApplied: known([]) })).steps.length <= 8);
  });

  it('warns of an interrupted update where the service is disabled', () => {
    const of = (startType: string) => stepOf(aSubject({ serviceStartType: known(startType) })).remarks.join(' ');
    assert.match(of('Disabled'), /interrupted/);
    assert.doesNotMatch(of('Manual'), /interrupted/);
  });

  it('tells an Edge server of its updates', () => {
    const subject = { ...withBuild('15.2.2562.37', { role: known('edge') }), organisationSwitch: null };
    assert.equal(stepOf({ ...subject, server: { ...subject.server, id: serverId('edge01') } }).kind, 'install-update');
  });

  it('speaks plainly: sentences without Markdown or exclamation marks', () => {
    for (const build of ['15.2.2562.37', '15.2.1544.36', '15.2.1118.40', '15.1.2507.61', '15.0.1497.2']) {
      const { summary, steps, remarks } = stepOf(withBuild(build));
      for (const text of [summary, ...steps, ...remarks]) assert.doesNotMatch(text, /!|\*\*|`|undefined/, text);
    }
  });
});
