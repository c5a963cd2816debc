import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { JoinTakeBackSchema, PurchaseJoinSchema } from '#database/schema'
import Member from '#app/club/models/member'

/** How other steps name a join credit that was taken back. */
export const JOIN_TAKE_BACK = 'join_take_back'

/** A membership that purchases brought: so many Rial within so many days, as the rule was then. */
export default class PurchaseJoin extends PurchaseJoinSchema {
  static table = 'purchase_joins'

  @belongsTo(() => Member)
  declare member: BelongsTo<typeof Member>
}

/** The join credit that went with purchases which came back; the membership stays. */
export class JoinTakeBack extends JoinTakeBackSchema {
  static table = 'join_take_backs'
}
