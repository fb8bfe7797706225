import { findMember, reportElement, replaceElement } from './clixml-edit.ts';
import type { Element } from './clixml-edit.ts';

const exchange = 'ExchangeInformation';
const server = `${exchange} > GetExchangeServer`;
const organisation = 'OrganizationInformation > GetOrganizationConfig';
const build = `${exchange} > BuildInformation`;
const monitor = `${exchange} > DependentServices > Monitor`;
const service = `${monitor} > [Name=MSExchangeMitigation]`;
const probe = `${exchange} > ExchangeEmergencyMitigationServiceResult`;
const modules = `${exchange} > IISSettings > IISModulesInformation > ModuleList`;
const rewrite = `${modules} > ModuleList > [Name=RewriteModule]`;

/** Every member of a report that some gate reads and that nothing else in the report can stand in for, the outer ones included. */
export const gateMembers: readonly string[] = [
  'GenerationTime',
  'OrganizationInformation',
  organisation,
  `${organisation} > MitigationsEnabled`,
  exchange,
  server,
  `${server} > IsEdgeServer`,
  `${server} > MitigationsEnabled`,
  `${server} > MitigationsApplied`,
  build,
  `${build} > ExchangeSetup`,
  `${build} > ExchangeSetup > FileVersion`,
  `${exchange} > DependentServices`,
  monitor,
  service,
  `${service} > Name`,
  `${service} > Status`,
  `${service} > StartType`,
  probe,
  `${probe} > StatusCode`,
  `${exchange} > IISSettings`,
  `${exchange} > IISSettings > IISModulesInformation`,
  modules,
  `${modules} > ModuleList`,
  rewrite,
  `${rewrite} > Name`,
];

export interface Mutation {
  /** `ExchangeInformation > GetExchangeServer > MitigationsEnabled: dropped` */
  readonly name: string;
  readonly xml: string;
}

/**
 * The report once for every gate member and way of losing it: dropped, nil, emptied, and with text that can't be its value.
 * @throws when the report lacks one of the members: then it is not the report of a ready server.
 */
export function* mutations(xml: string): Generator<Mutation> {
  const report = reportElement(xml);
  for (const path of gateMembers) {
    const element = findMember(report, path);
    if (!element) throw new Error(`the report has no ${path}`);
    for (const [way, replacement] of ways(element)) {
      yield { name: `${path}: ${way}`, xml: replaceElement(xml, element, replacement) };
    }
  }
}

function ways(element: Element): [way: string, replacement: string][] {
  const n = element.name === null ? '' : ` N="${element.name}"`;
  const tag = element.tag;
  const lost: [string, string][] = [
    ['dropped', ''],
    ['nil', `<Nil${n} />`],
    ['emptied', tag === 'Obj' ? `<Obj${n} RefId="900001"><MS /></Obj>` : `<${tag}${n} />`],
    ['an empty list', `<Obj${n} RefId="900002"><LST /></Obj>`],
    ['an empty text', `<S${n}></S>`],
    ['blanks', `<S${n}>   </S>`],
    ['a stranger', `<S${n}>Unfathomable</S>`],
  ];
  return lost;
}
