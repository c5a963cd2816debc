import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { WarehouseSchema } from '#database/schema'
import { found } from '#app/core/refusal'
import { isDuplicate, type Trx } from '#app/core/sql'
import Branch from '#app/people/models/branch'

/** Behind all others in every list. */
const LAST = 1_000_000

/** A place of a branch in which goods lie. The web shop takes from those that sell online, by priority. */
export default class Warehouse extends WarehouseSchema {
  static table = 'warehouses'

  @belongsTo(() => Branch)
  declare branch: BelongsTo<typeof Branch>

  /** The branch's place for goods that cannot be sold, opened on first use. */
  static async damagedOf(branchId: number, trx: Trx): Promise<Warehouse> {
    const find = () => Warehouse.query({ client: trx }).where('damagedOfId', branchId).first()
    const known = await find()
    if (known) return known
    const { nameFa, nameEn } = await Branch.findOrFail(branchId, { client: trx })
    try {
      await trx
        .insertQuery()
        .table('warehouses')
        .insert({
          branch_id: branchId,
          damaged_of_id: branchId,
          name_fa: `کالای آسیب‌دیده، ${nameFa}`.slice(0, 80),
          name_en: `Damaged goods, ${nameEn}`.slice(0, 80),
          priority: LAST,
          sells_online: 0,
          active: 1,
        })
    } catch (error) {
      if (!isDuplicate(error)) throw error
    }
    return found(await find())
  }
}
