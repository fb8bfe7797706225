/** Another process has taken the work over: nothing of the transaction was written, and the handler has no more to do. */
export class LeaseLost extends Error {
  constructor() {
    super('another process has taken the work over');
    this.name = 'LeaseLost';
  }
}
