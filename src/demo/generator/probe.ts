import { adapted, hashtable, int, list, missing, primitive, text } from './clixml.ts';
import type { Node } from './clixml.ts';
import type { ServerFacts } from './spec.ts';

const known: Readonly<Record<string, { readonly description: string; readonly url: string | null }>> = {
  PING1: { description: 'Heartbeat. Changes no setting.', url: null },
  M1: { description: 'CVE-2022-41040', url: '.*autodiscover\\.json.*Powershell.*' },
  M2: { description: 'CVE-2026-42897', url: '^owa/.*' },
};

/** The answer of the mitigation service's endpoint as Invoke-WebRequest returned it; missing when the request failed. */
export function probeResult(facts: ServerFacts): Node {
  if (facts.ocsStatus === null) return missing;
  const content = facts.ocsStatus === 200 ? mitigationsXml(facts.mitigationsOnOffer) : '';
  const types = [
    'Microsoft.PowerShell.Commands.BasicHtmlWebResponseObject',
    'Microsoft.PowerShell.Commands.WebResponseObject',
  ];

  return adapted(types, content, [
    ['Content', text(content)],
    ['StatusCode', int(facts.ocsStatus)],
    ['StatusDescription', text(facts.ocsStatus === 200 ? 'OK' : 'Error')],
    ['RawContentLength', primitive('I64', String(content.length))],
    [
      'RawContent',
      text(`HTTP/1.1 ${facts.ocsStatus}\r\nContent-Type: application/xml; charset=utf-8\r\n\r\n${content}`),
    ],
    [
      'Headers',
      hashtable([
        [text('Content-Type'), strings('application/xml; charset=utf-8')],
        [text('X-OfficeCluster'), strings('weu-config.officeapps.live.com')],
        [text('Content-Length'), strings(String(content.length))],
      ]),
    ],
  ]);
}

function strings(...values: readonly string[]): Node {
  return list(values.map(text), 'System.String[]');
}

/** The mitigation file as the endpoint serves it, without the signature that only the real one can carry. */
function mitigationsXml(ids: readonly string[]): string {
  const configs = ids.flatMap((id) => {
    const { description, url } = known[id] ?? { description: id, url: null };
    const [type, value] = url === null ? ['DoNothing', 'DoNothing'] : ['UrlRewrite', url];
    const action = [
      `      <Action type="${type}" scope="Server">`,
      `        <Value>${value}</Value>`,
      '      </Action>',
    ];
    return [
      `  <Config id="${id}" desc="${description}">`,
      '    <ActionList>',
      ...action,
      '    </ActionList>',
      '  </Config>',
    ];
  });
  return ['<?xml version="1.0" encoding="utf-8"?>', '<EOCS version="1.0.4">', ...configs, '</EOCS>'].join('\r\n');
}
