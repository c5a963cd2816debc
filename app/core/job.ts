/**
 * Work that comes round: a sweep over rows that are due. Safe to run on every node at once and to
 * be cut off anywhere, because each row is claimed by a guarded UPDATE.
 */
export interface Job {
  /** Shown in logs and by `node ace jobs:work`. */
  name: string
  every: { seconds: number }
  /** Rows of one turn: one that moved so many is followed by the next at once. */
  most?: number
  /** Does what is due now; answers how many rows it moved. */
  run(): Promise<number>
}
