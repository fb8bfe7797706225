import { type Move, type Situation, argument, fails, hasReason, isUnknown } from './move.ts';

/** A switch is off: the organisation's, the server's or both. */
export function turnOnSwitch(situation: Situation): Move | null {
  if (!fails(situation, 'mitigations-enabled')) return null;
  const { name } = situation.subject.server;
  const organisation = hasReason(situation, 'mitigations-enabled', 'organisation-off');
  const server = hasReason(situation, 'mitigations-enabled', 'server-off');
  return {
    kind: 'turn-on-switch',
    summary: organisation ? 'Turn mitigations on for the organisation.' : `Turn mitigations on for ${name}.`,
    steps: [
      ...(organisation
        ? ['Turn mitigations on for the organisation: Set-OrganizationConfig -MitigationsEnabled $true']
        : []),
      ...(server
        ? [
            `Turn mitigations on for the server: Set-ExchangeServer -Identity ${argument(name)} -MitigationsEnabled $true`,
          ]
        : []),
    ],
  };
}

// An update disables the services while it runs, and enables them at its end (Exchange Team, every announcement of 2026).
const INTERRUPTED =
  'A disabled service may come from an update that was interrupted: see whether other Exchange services are disabled too.';

export function startService(situation: Situation): Move | null {
  if (!fails(situation, 'mitigation-service')) return null;
  const { name } = situation.subject.server;
  const automatic = hasReason(situation, 'mitigation-service', 'not-automatic');
  const running = hasReason(situation, 'mitigation-service', 'not-running');
  const startType = situation.subject.current?.observation.serviceStartType;
  const disabled = startType?.known === true && startType.value.trim().toLowerCase() === 'disabled';
  return {
    kind: 'start-service',
    summary: running
      ? `Start the service MSExchangeMitigation on ${name}.`
      : `Let the service MSExchangeMitigation start by itself on ${name}.`,
    steps: [
      ...(automatic
        ? [`Let the service start by itself, on ${name}: Set-Service MSExchangeMitigation -StartupType Automatic`]
        : []),
      ...(running ? [`Start the service, on ${name}: Start-Service MSExchangeMitigation`] : []),
    ],
    remarks: disabled ? [INTERRUPTED] : [],
  };
}

export function openEndpoint(situation: Situation): Move | null {
  if (!fails(situation, 'ocs-endpoint')) return null;
  const { name } = situation.subject.server;
  return {
    kind: 'open-endpoint',
    summary: `Let ${name} reach officeclient.microsoft.com.`,
    steps: [
      `Allow ${name} outbound HTTPS (port 443) to officeclient.microsoft.com, exempt from TLS inspection, and HTTP (port 80) to the revocation lists (CRLs) of its certificates and to ctldl.windowsupdate.com.`,
      `Where a proxy is used, set it for Exchange: Set-ExchangeServer -Identity ${argument(name)} -InternetWebProxy http://proxy:port`,
      `And for Windows, on ${name}: netsh winhttp set proxy proxy:port`,
      `Test it on ${name} with Test-MitigationServiceConnectivity.ps1 in the Scripts folder of Exchange.`,
    ],
  };
}

export function installUrlRewrite(situation: Situation): Move | null {
  if (!fails(situation, 'url-rewrite')) return null;
  const { name } = situation.subject.server;
  return {
    kind: 'install-url-rewrite',
    summary: `Install the IIS URL Rewrite module on ${name}.`,
    steps: [
      `Install the IIS URL Rewrite module on ${name}.`,
      `Let the service take it up, on ${name}: Restart-Service MSExchangeMitigation`,
    ],
  };
}

/** Not a repair but a wait: nothing else is known to be wrong, and no round is witnessed. */
export function waitForHeartbeat(situation: Situation): Move | null {
  if (!isUnknown(situation, 'mitigations-heartbeat') || isUnknown(situation, 'evidence-age')) return null;
  const { name } = situation.subject.server;
  return {
    kind: 'wait-for-heartbeat',
    summary: 'Find out why no round of the Mitigation service is witnessed.',
    steps: [
      `Wait 70 minutes for the hourly round, or run Restart-Service MSExchangeMitigation on ${name} and wait ten.`,
      `See whether PING1 is applied then: ${listApplied(name)}`,
      'Where it is not, look in the Application log for event 1008 of MSExchange Mitigation Service, and for TLS inspection of officeclient.microsoft.com.',
    ],
  };
}

function listApplied(name: string): string {
  return `Get-ExchangeServer -Identity ${argument(name)} | Format-List Name,MitigationsApplied`;
}

export function applyMitigations(situation: Situation): Move | null {
  if (situation.checks['mitigations-applied'].verdict !== 'warn') return null;
  // Waiting for a round is the same work, and what is on offer comes with it.
  if (waitForHeartbeat(situation)) return null;
  const { name } = situation.subject.server;
  return {
    kind: 'wait-for-heartbeat',
    summary: 'Let the Mitigation service apply what is on offer.',
    steps: [
      `Let the service apply what is on offer: run Restart-Service MSExchangeMitigation on ${name} and wait ten minutes.`,
      `See what became of it: ${listApplied(name)}`,
    ],
  };
}
