/** Why a document can't be read. `detail` is plain text for a sentence and may be empty. */
export interface Fault {
  readonly kind: /** It holds nothing. */
    | 'empty'
    /** It ends before its root does. */
    | 'truncated'
    /** It is not well-formed XML; `detail` says what is wrong. */
    | 'malformed'
    /** It does not even start as XML; `detail` is how it starts. */
    | 'not-xml'
    /** XML of another kind; `detail` names the root. */
    | 'other-root'
    /** It has a document type, so it may define entities: nothing of it is expanded. */
    | 'document-type'
    /** `detail` names an encoding that is not accepted, or the bytes are not in the one they should be in. */
    | 'encoding'
    /** An object contains a Ref to itself; `detail` names the Ref. */
    | 'cyclic'
    | 'too-deep'
    | 'too-long'
    | 'too-many';
  /** 1 for the first. */
  readonly line: number;
  readonly detail: string;
}

/** Leaves the parser's callbacks; never leaves this room. */
export class FaultError extends Error {
  readonly kind: Fault['kind'];
  readonly detail: string;

  constructor(kind: Fault['kind'], detail = '') {
    super(kind);
    this.kind = kind;
    this.detail = detail;
  }
}
