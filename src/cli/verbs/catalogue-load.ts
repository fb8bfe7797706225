import { readFileSync } from 'node:fs';
import { loadOverlay } from '../../catalogue/load.ts';
import type { House } from '../../wire.ts';
import { cliActor } from '../actor.ts';
import { type ExitCode, type Output, printJson, printRefusal } from '../output.ts';

/** `catalogue load FILE`: lays an overlay over what is known and judges every server again. */
export async function catalogueLoad(house: House, output: Output, file: string, json: boolean): Promise<ExitCode> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    const refusal = {
      code: 'not-found',
      message: `${file} can not be read (${code}).`,
      hint: 'Name a JSON file.',
    } as const;
    return printRefusal(output, refusal, json);
  }
  const loaded = await loadOverlay(house.catalogues, cliActor(), text);
  if (!loaded.ok) return printRefusal(output, loaded.refusal, json);

  const { catalogue, added } = loaded.value;
  if (json) printJson(output, { asOf: catalogue.asOf, id: catalogue.id, added });
  else if (added.length === 0)
    output.out(`${file} adds nothing that is not known. The catalogue is of ${catalogue.asOf}.`);
  else output.out([`The catalogue is now of ${catalogue.asOf}. Added:`, ...added.map((one) => `  ${one}`)].join('\n'));
  return 0;
}
