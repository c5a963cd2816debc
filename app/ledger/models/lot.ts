import type { DateTime } from 'luxon'
import { LotSchema } from '#database/schema'
import type { DocumentRef } from '#app/core/actor'

export const LOT_STATES = ['pending', 'available', 'spent', 'expired', 'voided'] as const
export type LotState = (typeof LOT_STATES)[number]

/**
 * Credit waits to the last second of a day, so it may be spent from the next day on: that is the day
 * that people are told.
 */
export const spendableAfter = (waitsUntil: DateTime) => waitsUntil.plus({ seconds: 1 })

/** Credit that came together (Rial): where from, by which rule, until when. */
export default class Lot extends LotSchema {
  static table = 'lots'
  declare state: LotState

  /** From when on what waits may be spent; null when it does not wait. */
  get spendableFrom(): DateTime | null {
    return this.pendingUntil && spendableAfter(this.pendingUntil)
  }

  /** The document it was earned by. */
  get source(): DocumentRef | undefined {
    if (!this.sourceType || !this.sourceId) return undefined
    return { type: this.sourceType, id: this.sourceId }
  }
}
