declare module 'yazl' {
  /** The part of yazl that `package.ts` uses; the package itself has no types. */
  export class ZipFile {
    readonly outputStream: NodeJS.ReadableStream;
    addBuffer(bytes: Buffer, name: string, options?: { readonly mtime?: Date }): void;
    end(): void;
  }
}
