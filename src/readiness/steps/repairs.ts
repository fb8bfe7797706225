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

export function startService(situation: Situation): Move | null {
  if (!fails(situation, 'mitigation-service')) return null;
  const { name } = situation.subject.server;
  const automatic = hasReason(situation, 'mitigation-service', 'not-automatic');
  const running = hasReason(situation, 'mitigation-service', 'not-running');
  return {
    kind: 'start-service',
    summary: running
      ? `Start the service MSExchangeMitigation on ${name}.`
      : `Let the service MSExchangeMitigation start by itself on ${name}.`,
    steps: [
      ...(automatic
        ? ['Let the service start by itself: Set-Service MSExchangeMitigation -StartupType Automatic']
        : []),
      ...(running ? ['Start the service: Start-Service MSExchangeMitigation'] : []),
    ],
  };
}

export function openEndpoint(situation: Situation): Move | null {
  if (!fails(situation, 'ocs-endpoint')) return null;
  const { name } = situation.subject.server;
  return {
    kind: 'open-endpoint',
    summary: `Let ${name} reach officeclient.microsoft.com.`,
    steps: [
      `Allow ${name} outbound HTTPS to officeclient.microsoft.com, port 443, without TLS inspection, and to the revocation lists of its certificates.`,
      `Where a proxy is used, set it for Exchange and for Windows: Set-ExchangeServer -Identity ${argument(name)} -InternetWebProxy http://proxy:port, and netsh winhttp set proxy`,
      'Test it on the server with Test-MitigationServiceConnectivity.ps1 in the Scripts folder of Exchange.',
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
      'Let the service take it up: Restart-Service MSExchangeMitigation',
    ],
  };
}

/** Not a repair but a wait: nothing else is known to be wrong, and no round is witnessed. */
export function waitForHeartbeat(situation: Situation): Move | null {
  if (!isUnknown(situation, 'mitigations-heartbeat') || isUnknown(situation, 'evidence-age')) return null;
  return {
    kind: 'wait-for-heartbeat',
    summary: 'Find out why no round of the Mitigation service is witnessed.',
    steps: [
      'Wait for the next hourly round, or bring it forward: Restart-Service MSExchangeMitigation, then ten minutes.',
      'Should PING1 stay away, look in the Application log for event 1008 of MSExchange Mitigation Service, and for TLS inspection of officeclient.microsoft.com.',
    ],
  };
}

export function applyMitigations(situation: Situation): Move | null {
  if (situation.checks['mitigations-applied'].verdict !== 'warn') return null;
  return {
    kind: 'wait-for-heartbeat',
    summary: 'Let the Mitigation service apply what is on offer.',
    steps: [
      'Let the service apply what is on offer: Restart-Service MSExchangeMitigation, then ten minutes.',
      'See what became of it with Get-Mitigations.ps1 in the Scripts folder of Exchange.',
    ],
  };
}

export function restartServer(situation: Situation): Move | null {
  if (situation.checks['pending-reboot'].verdict !== 'warn') return null;
  const { name } = situation.subject.server;
  return {
    kind: 'restart-server',
    summary: `Restart ${name}: a restart is pending.`,
    steps: [`Restart ${name}: a restart is pending.`],
  };
}
