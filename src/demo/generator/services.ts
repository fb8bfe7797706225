import { adapted, array, enumeration, flag, list, record, text } from './clixml.ts';
import type { Node } from './clixml.ts';
import type { ServerFacts } from './spec.ts';

const CONTROLLER = 'System.ServiceProcess.ServiceController';

/** Services whose state Health Checker follows on every server. */
const watched = [
  'WinMgmt',
  'W3Svc',
  'IISAdmin',
  'Pla',
  'MpsSvc',
  'MSExchangeADTopology',
  'MSExchangeIS',
  'MSExchangeTransport',
  'MSExchangeRepl',
];

/** Beginnings of made-up Windows services: what makes real exports large is the full list of them. */
const fillers = [
  'AppMgmt',
  'CertPropSvc',
  'ClusSvc',
  'Dhcp',
  'EventSystem',
  'FontCache',
  'KeyIso',
  'LanmanServer',
  'Netlogon',
  'WinRM',
];

/** Services that Health Checker follows, the mitigation service among them, and the full list of services when bytes are to be filled. */
export function dependentServices(facts: ServerFacts): Node {
  const mitigation = record([
    ['Name', text('MSExchangeMitigation')],
    ['Status', text(facts.serviceStatus)],
    ['StartType', text(facts.serviceStartType)],
  ]);
  const monitored = watched.map((name) => follow(name));

  return record([
    ['Services', list(fill(facts.filler))],
    ['Critical', list([])],
    ['Common', list([])],
    ['Misconfigured', list([])],
    ['Monitor', list(facts.role === 'edge' ? monitored.slice(0, 5) : [...monitored, mitigation])],
  ]);
}

function follow(name: string): Node {
  return record([
    ['Name', text(name)],
    ['Status', text('Running')],
    ['StartType', text('Automatic')],
  ]);
}

const BYTES_PER_SERVICE = 5_700;

function fill(bytes: number): Node[] {
  return Array.from({ length: Math.ceil(bytes / BYTES_PER_SERVICE) }, (_, index) => controller(index));
}

function controller(index: number): Node {
  const name = `${fillers[index % fillers.length]}${String(index).padStart(5, '0')}`;
  const before = fillers.map((it) => text(`${it}${String(index).padStart(5, '0')}`));
  return adapted([CONTROLLER, 'System.ComponentModel.Component', 'System.MarshalByRefObject'], CONTROLLER, [
    ['CanPauseAndContinue', flag(false)],
    ['CanShutdown', flag(index % 2 === 0)],
    ['CanStop', flag(true)],
    ['DisplayName', text(`Sample service ${name}`)],
    ['DependentServices', array(before)],
    ['MachineName', text('.')],
    ['ServiceName', text(name)],
    ['ServicesDependedOn', array(before.slice(0, 3).map((it) => nested(it, name)))],
    ['Status', enumeration(`${CONTROLLER}Status`, 'Running', 4)],
    ['ServiceType', enumeration('System.ServiceProcess.ServiceType', 'Win32ShareProcess', 32)],
    ['StartType', enumeration('System.ServiceProcess.ServiceStartMode', 'Manual', 3)],
  ]);
}

function nested(name: Node, dependent: string): Node {
  return adapted([CONTROLLER, 'System.ComponentModel.Component', 'System.MarshalByRefObject'], CONTROLLER, [
    ['CanPauseAndContinue', flag(false)],
    ['DisplayName', text(`A service that ${dependent} needs before it can start`)],
    ['ServiceName', name],
    ['Status', enumeration(`${CONTROLLER}Status`, 'Running', 4)],
    ['StartType', enumeration('System.ServiceProcess.ServiceStartMode', 'Automatic', 2)],
  ]);
}
