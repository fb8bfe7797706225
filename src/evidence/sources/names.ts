/**
 * What a file's name promises: `export` is to be taken in; `companion` is what Health Checker and its runner write beside
 * its exports; `unfinished` is hidden or still being written by some program; `other` is anything else.
 * Source: the file names that Health Checker writes and itself picks up again.
 */
export type NameKind = 'export' | 'companion' | 'unfinished' | 'other';

const UNFINISHED = /^[.~]|\.(tmp|temp|part|partial|crdownload|filepart|swp|bak)$|~$/i;
// The others of Health Checker's companions are told by their type: a server may well be called DEBUG01.
const COMPANION = /^HealthChecker-(ExchangeDCCoreRatio-|Debug_)/i;
const COMPANION_TYPE = /\.(txt|html?|json|log|csv)(\.gz)?$/i;
const EXPORT = /\.(xml|clixml)(\.gz)?$/i;
const SYSTEM_FOLDER = /^(\$RECYCLE\.BIN|System Volume Information|lost\+found|@eaDir)$/i;

export function kindOfName(name: string): NameKind {
  if (UNFINISHED.test(name)) return 'unfinished';
  if (COMPANION.test(name) || COMPANION_TYPE.test(name)) return 'companion';
  return EXPORT.test(name) ? 'export' : 'other';
}

/** Folders that no report is ever put into: hidden ones, recycle bins, indexes of file servers. */
export function isPrivateFolder(name: string): boolean {
  return name.startsWith('.') || SYSTEM_FOLDER.test(name);
}
