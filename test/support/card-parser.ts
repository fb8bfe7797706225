import { createRequire } from 'node:module';

/** The part of the adaptivecards library that is used here. Its ES module entry does not load in Node. */
interface Library {
  HostConfig: new (config: object) => object;
  AdaptiveCard: new () => {
    hostConfig: object;
    parse(card: unknown, context: ParseContext): void;
    validateProperties(): { validationEvents: { message: string }[] };
  };
  SerializationContext: new () => ParseContext;
}

interface ParseContext {
  readonly eventCount: number;
  getEventAt(index: number): { message: string };
}

const library = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.js') as Library;

/** Elements of Teams that the plain library does not know; each must have a fallback. */
const onlyTeams = ['Chart.Donut'];

/** What Microsoft's own parser complains about: unknown elements, duplicate ids, inputs without labels, empty choices. */
export function parserComplaints(card: unknown): readonly string[] {
  const context = new library.SerializationContext();
  const parsed = new library.AdaptiveCard();
  // Teams shows six; the library's own default is five.
  parsed.hostConfig = new library.HostConfig({ actions: { maxActions: 6 } });
  parsed.parse(card, context);
  const warnings = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message);
  const excused = (message: string) => onlyTeams.some((type) => message.includes(type));
  return [
    ...warnings.filter((message) => !excused(message)),
    ...parsed.validateProperties().validationEvents.map((event) => event.message),
  ];
}
