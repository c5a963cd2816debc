import { LotSchema } from '#database/schema'
import type { DocumentRef } from '#app/core/actor'

export const LOT_STATES = ['pending', 'available', 'spent', 'expired', 'voided'] as const
export type LotState = (typeof LOT_STATES)[number]

/** Credit that came together (Rial): where from, by which rule, until when. */
export default class Lot extends LotSchema {
  static table = 'lots'
  declare state: LotState

  /** The document it was earned by. */
  get source(): DocumentRef | undefined {
    if (!this.sourceType || !this.sourceId) return undefined
    return { type: this.sourceType, id: this.sourceId }
  }
}
