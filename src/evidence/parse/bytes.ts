import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

// Large, so that hashing and packing are asked for seldom.
const CHUNK = 256 * 1024;

/** What bytes are by their beginning, whatever the file's name says. */
export function kindOf(head: Buffer): 'gzip' | 'zip' | 'plain' {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head[0] === 0x50 && head[1] === 0x4b && (head[2] ?? 0) <= 8 && (head[3] ?? 0) <= 8) return 'zip';
  return 'plain';
}

/** The bytes of a file from its start, unpacked when `gzip` holds. Reads on only as fast as they are taken. */
export async function* bytesOf(file: FileHandle, gzip: boolean): AsyncGenerator<Buffer> {
  if (!gzip) {
    yield* raw(file);
    return;
  }
  const packed = Readable.from(raw(file));
  const unpacked = createGunzip({ chunkSize: CHUNK });
  packed.on('error', (error) => unpacked.destroy(error));
  packed.pipe(unpacked);
  try {
    yield* unpacked as AsyncIterable<Buffer>;
  } finally {
    packed.destroy();
    unpacked.destroy();
  }
}

// Not the handle's own stream: that one closes the handle when it is left early, and who opened it still needs it.
async function* raw(file: FileHandle): AsyncGenerator<Buffer> {
  const read = (position: number) => file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, position);
  let position = 0;
  let ahead = read(position);
  try {
    for (;;) {
      const { buffer, bytesRead } = await ahead;
      if (bytesRead === 0) return;
      position += bytesRead;
      // The disk works while this chunk is parsed.
      ahead = read(position);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await ahead.catch(() => {});
  }
}
