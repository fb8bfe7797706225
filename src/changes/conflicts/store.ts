import type { Instant } from '../../core/clock.ts';
import type { ServerId } from '../../core/ids.ts';
import type { Role } from '../../evidence/observation.ts';
import type { Reader } from '../../storage/database.ts';
import { claiming } from '../states.ts';
import type { Change } from '../model.ts';
import { changeOf } from '../store.ts';

const CHUNK = 500;

/** A server of the fleet, without its judgement. */
export interface LightRow {
  readonly id: ServerId;
  readonly name: string;
  readonly fqdn: string;
  readonly organisation: string | null;
  readonly site: string | null;
  readonly dag: string | null;
  readonly role: Role | null;
  readonly observedAt: Instant | null;
  readonly service: 'in' | 'out' | null;
  readonly internetFacing: boolean | null;
}

/** What is looked for, by any of these. DAGs and sites as they are stored; short names in lower case. */
export interface Around {
  readonly ids: readonly ServerId[];
  readonly dags: readonly string[];
  readonly shortNames: readonly string[];
}

/** The servers of the fleet with these ids, in these DAGs, or with these short names, whichever organisation they are of. */
export async function lightRows(reader: Reader, { ids, dags, shortNames }: Around): Promise<LightRow[]> {
  const found = new Map<ServerId, LightRow>();
  for (let from = 0; from < Math.max(ids.length, dags.length, shortNames.length); from += CHUNK) {
    const some = <T>(all: readonly T[]): readonly T[] => all.slice(from, from + CHUNK);
    const rows = await reader
      .selectFrom('servers')
      .innerJoin('assessments', 'assessments.server_id', 'servers.id')
      .leftJoin('observations', 'observations.report_id', 'servers.current_report')
      .select([
        'servers.id',
        'servers.name',
        'servers.fqdn',
        'servers.organisation_id as organisation',
        'servers.site',
        'servers.dag',
        'servers.role',
        'assessments.observed_at as observedAt',
        'observations.service',
        'observations.internet_facing as internetFacing',
      ])
      .where('servers.id', 'in', (eb) =>
        eb
          .selectFrom('assessments')
          .select('assessments.server_id')
          .where('assessments.server_id', 'in', listed(some(ids)))
          .union(
            eb
              .selectFrom('assessments')
              .select('assessments.server_id')
              .where('assessments.dag', 'in', listed(some(dags))),
          )
          .union(
            eb
              .selectFrom('servers')
              .select('servers.id as server_id')
              .where('servers.short_name', 'in', listed(some(shortNames))),
          ),
      )
      .execute();
    for (const row of rows) {
      const id = row.id as ServerId;
      found.set(id, { ...row, id, observedAt: row.observedAt as Instant | null });
    }
  }
  return [...found.values()];
}

export interface TallyRow {
  readonly organisation: string | null;
  readonly site: string;
  readonly in: number;
  readonly out: number;
  readonly servers: number;
}

/** The Mailbox servers of these sites, counted by what their newest reports of after `since` say. */
export async function tallies(reader: Reader, sites: readonly string[], since: Instant): Promise<TallyRow[]> {
  const found: TallyRow[] = [];
  for (let from = 0; from < sites.length; from += CHUNK) {
    const rows = await reader
      .selectFrom('assessments')
      .innerJoin('servers', 'servers.id', 'assessments.server_id')
      .leftJoin('observations', 'observations.report_id', 'servers.current_report')
      .select(['servers.organisation_id as organisation', 'assessments.site'])
      .select(({ eb, fn }) => {
        const seen = (service: 'in' | 'out') =>
          fn.sum<number>(
            eb
              .case()
              .when(eb.and([eb('observations.service', '=', service), eb('assessments.observed_at', '>', since)]))
              .then(1)
              .else(0)
              .end(),
          );
        return [seen('in').as('in'), seen('out').as('out'), fn.countAll<number>().as('servers')];
      })
      .where('assessments.site', 'in', sites.slice(from, from + CHUNK))
      .where('servers.role', '=', 'mailbox')
      .groupBy(['servers.organisation_id', 'assessments.site'])
      .orderBy('assessments.site')
      .execute();
    for (const { organisation, site, ...counts } of rows)
      if (site !== null)
        found.push({
          organisation,
          site,
          in: Number(counts.in),
          out: Number(counts.out),
          servers: Number(counts.servers),
        });
  }
  return found;
}

/** Of more servers than this it is not asked what they touch: every change of the time is loaded. */
const MOST_ASKED = 300;

export interface Claims {
  readonly from: Instant;
  readonly to: Instant;
  /** Of these also what is before `from`. */
  readonly own: readonly ServerId[];
  /** These, and others of their DAGs. */
  readonly members: readonly ServerId[];
  readonly dags: readonly string[];
  readonly sites: readonly string[];
}

/**
 * Changes in a claiming state whose window overlaps [from, to), and those in progress whose window is over, by their start:
 * those that touch these servers, DAGs and sites, and of `own` also earlier ones.
 */
export async function claimingChanges(reader: Reader, { from, to, own, ...around }: Claims): Promise<Change[]> {
  const ids = [...new Set([...own, ...around.members])];
  const isWide = ids.length > MOST_ASKED;
  const rows = await reader
    .selectFrom('changes')
    .selectAll()
    .where('state', 'in', claiming)
    .where('starts_at', '<', to)
    .where((eb) => {
      if (isWide) return eb.lit(true);
      const ofOwn = eb.exists(
        eb
          .selectFrom('change_servers')
          .select('change_servers.server_id')
          .whereRef('change_servers.change_id', '=', 'changes.id')
          .where('change_servers.server_id', 'in', listed(own)),
      );
      const touching = eb.exists(
        eb
          .selectFrom('change_servers')
          .leftJoin('assessments', 'assessments.server_id', 'change_servers.server_id')
          .select('change_servers.server_id')
          .whereRef('change_servers.change_id', '=', 'changes.id')
          .where((one) =>
            one.or([
              one('change_servers.server_id', 'in', listed(ids)),
              one('assessments.dag', 'in', listed(around.dags)),
              one('assessments.site', 'in', listed(around.sites)),
            ]),
          ),
      );
      const meanwhile = eb.or([eb('ends_at', '>', from), eb('state', '=', 'in-progress')]);
      return eb.or([eb.and([meanwhile, touching]), ofOwn]);
    })
    .orderBy('starts_at')
    .orderBy('number')
    .execute();
  return rows.map(changeOf);
}

/** PostgreSQL takes no empty list, and nothing has an empty name. */
function listed(values: readonly string[]): readonly string[] {
  return values.length === 0 ? [''] : values;
}
