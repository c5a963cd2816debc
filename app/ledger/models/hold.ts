import { HoldSchema } from '#database/schema'

export const HOLD_STATES = ['held', 'posted', 'voided'] as const
export type HoldState = (typeof HOLD_STATES)[number]

/** Credit put aside for a document (Rial): a later row posts it (spent) or voids it (given back). */
export default class Hold extends HoldSchema {
  static table = 'holds'
  declare state: HoldState
}
