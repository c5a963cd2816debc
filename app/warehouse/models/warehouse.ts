import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { WarehouseSchema } from '#database/schema'
import Branch from '#app/people/models/branch'

/** A place of a branch in which goods lie. The web shop takes from those that sell online, by priority. */
export default class Warehouse extends WarehouseSchema {
  static table = 'warehouses'

  @belongsTo(() => Branch)
  declare branch: BelongsTo<typeof Branch>
}
