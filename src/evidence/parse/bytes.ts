import type { FileHandle } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

const CHUNK = 256 * 1024;

/** What bytes are by their beginning, whatever the file's name says. */
export function kindOf(head: Buffer): 'gzip' | 'zip' | 'plain' {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head[0] === 0x50 && head[1] === 0x4b && (head[2] ?? 0) <= 8 && (head[3] ?? 0) <= 8) return 'zip';
  return 'plain';
}

/** The bytes of a file from its start, unpacked when `gzip` holds. Reads on only as fast as they are taken. */
export async function* bytesOf(file: FileHandle, gzip: boolean): AsyncGenerator<Buffer> {
  const stream = file.createReadStream({ autoClose: false, start: 0, highWaterMark: CHUNK });
  if (!gzip) {
    yield* stream as AsyncIterable<Buffer>;
    return;
  }
  const unpacked = createGunzip({ chunkSize: CHUNK });
  stream.on('error', (error) => unpacked.destroy(error));
  stream.pipe(unpacked);
  try {
    yield* unpacked as AsyncIterable<Buffer>;
  } finally {
    stream.destroy();
    unpacked.destroy();
  }
}
