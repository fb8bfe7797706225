/**
 * Abbreviations that are not taken for a zone: they stand for several, or for half a year of one. What is most often meant,
 * to be suggested.
 */
const meanings: readonly (readonly [abbreviations: string, zones: string])[] = [
  ['cet cest met mest mez mesz', 'Europe/Berlin Europe/Paris'],
  ['eet eest', 'Europe/Helsinki Europe/Athens'],
  ['wet', 'Europe/Lisbon'],
  ['bst', 'Europe/London'],
  ['msk', 'Europe/Moscow'],
  ['trt', 'Europe/Istanbul'],
  ['et est edt', 'America/New_York America/Toronto'],
  ['ct cdt', 'America/Chicago'],
  ['cst', 'America/Chicago Asia/Shanghai'],
  ['mt mst mdt', 'America/Denver America/Phoenix'],
  ['pt pst pdt', 'America/Los_Angeles'],
  ['akst akdt', 'America/Anchorage'],
  ['hst', 'Pacific/Honolulu'],
  ['ast adt', 'America/Halifax Asia/Riyadh'],
  ['nst ndt', 'America/St_Johns'],
  ['brt', 'America/Sao_Paulo'],
  ['ist', 'Asia/Kolkata Europe/Dublin Asia/Jerusalem'],
  ['gst', 'Asia/Dubai'],
  ['pkt', 'Asia/Karachi'],
  ['ict', 'Asia/Bangkok'],
  ['wib', 'Asia/Jakarta'],
  ['hkt', 'Asia/Hong_Kong'],
  ['sgt sst', 'Asia/Singapore'],
  ['pht', 'Asia/Manila'],
  ['jst', 'Asia/Tokyo'],
  ['kst', 'Asia/Seoul'],
  ['awst', 'Australia/Perth'],
  ['acst acdt', 'Australia/Adelaide Australia/Darwin'],
  ['aest aedt', 'Australia/Sydney Australia/Brisbane'],
  ['nzst nzdt', 'Pacific/Auckland'],
  ['sast', 'Africa/Johannesburg'],
];

const byAbbreviation: ReadonlyMap<string, readonly string[]> = new Map(
  meanings.flatMap(([abbreviations, zones]) => abbreviations.split(' ').map((one) => [one, zones.split(' ')] as const)),
);

/** The zones that an abbreviation (in lower case) may stand for; null: it is none that is known. */
export function zonesOfAbbreviation(key: string): readonly string[] | null {
  return byAbbreviation.get(key) ?? null;
}
