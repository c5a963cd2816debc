import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { RemittanceLineSchema } from '#database/schema'
import Variant from '#app/catalogue/models/variant'

export default class RemittanceLine extends RemittanceLineSchema {
  static table = 'remittance_lines'

  @belongsTo(() => Variant)
  declare variant: BelongsTo<typeof Variant>
}
