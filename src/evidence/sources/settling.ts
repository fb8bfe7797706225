import type { FoundFile } from './walk.ts';

interface Look {
  readonly size: number;
  readonly modifiedAt: number;
  /** Monotonic milliseconds. */
  readonly at: number;
}

/** Tells when a file has stopped growing: two looks, some time apart, that found it the same. */
export interface Settling {
  /** `moment`: monotonic milliseconds. */
  isSettled(file: FoundFile, moment: number): boolean;
  /** Forgets all but these paths. */
  keepOnly(paths: ReadonlySet<string>): void;
}

/** `apart`: milliseconds that lie between two looks at least. */
export function settling(apart: number): Settling {
  const looks = new Map<string, Look>();
  return {
    isSettled(file, moment) {
      const before = looks.get(file.path);
      const same = before !== undefined && before.size === file.size && before.modifiedAt === file.modifiedAt;
      if (!same) looks.set(file.path, { size: file.size, modifiedAt: file.modifiedAt, at: moment });
      return same && moment - before.at >= apart;
    },
    keepOnly(paths) {
      for (const path of looks.keys()) if (!paths.has(path)) looks.delete(path);
    },
  };
}
