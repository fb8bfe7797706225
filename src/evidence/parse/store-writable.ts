import { access, constants } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Whether reports can be kept in `store`: it can be written, or made in the nearest folder above it that is there. */
export async function isStoreWritable(store: string): Promise<boolean> {
  const folder = resolve(store);
  try {
    await access(folder, constants.W_OK);
    return true;
  } catch (error) {
    const above = dirname(folder);
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && above !== folder && isStoreWritable(above);
  }
}
