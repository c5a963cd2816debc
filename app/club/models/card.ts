import { CardSchema } from '#database/schema'

export const CARD_KINDS = ['electronic', 'physical'] as const
export const CARD_STATUSES = ['active', 'blocked'] as const

/** Identifies a member at a till; the number carries a check digit. */
export default class Card extends CardSchema {
  static table = 'cards'
  declare kind: (typeof CARD_KINDS)[number]
  declare status: (typeof CARD_STATUSES)[number]
}
