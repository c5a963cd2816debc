import vine from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import { idField, idempotencyKeyField, quantityField, textField } from '#app/core/fields'
import { Refusal } from '#app/core/refusal'
import { idOf, staffOf } from '#app/people/session'
import { scanRemittance } from '#app/warehouse/actions/scan_remittance'
import { variantByCode } from '#app/warehouse/queries/levels'
import { remittancePage } from '#app/warehouse/queries/papers'
import { warehousesOf } from '#app/warehouse/queries/scope'

const scanValidator = vine.create({
  key: idempotencyKeyField(),
  code: textField({ max: 80 }),
  quantity: quantityField({ max: 100_000 }).optional(),
})

const takeBackValidator = vine.create({ key: idempotencyKeyField(), variantId: idField() })

/** The keeper scans what he takes from the shelf; a piece that was one too many he puts back. */
export default class ScansController {
  async store(ctx: HttpContext) {
    const remittanceId = await this.#mine(ctx)
    const { code, quantity = 1, key } = await ctx.request.validateUsing(scanValidator)
    const variantId = await variantByCode(code)
    if (!variantId) throw new Refusal('unknown_code', { field: 'code' })
    const by = { kind: 'staff', id: staffOf(ctx).id } as const
    const { left } = await scanRemittance({ remittanceId, variantId, quantity, by, key })
    ctx.session.flash('success', ctx.i18n.t('warehouse.scan.done', { quantity, code, left }))
    return this.#back(ctx, remittanceId)
  }

  async destroy(ctx: HttpContext) {
    const remittanceId = await this.#mine(ctx)
    const { variantId, key } = await ctx.request.validateUsing(takeBackValidator)
    const by = { kind: 'staff', id: staffOf(ctx).id } as const
    await scanRemittance({ remittanceId, variantId, quantity: -1, by, key })
    return this.#back(ctx, remittanceId)
  }

  /** The id, when the remittance is one of a warehouse in which he works. @throws NotFound */
  async #mine(ctx: HttpContext) {
    const warehouses = await warehousesOf(staffOf(ctx).branchesFor('remittances.work'))
    const { remittance } = await remittancePage(
      idOf(ctx),
      warehouses.map(({ id }) => id)
    )
    return Number(remittance.id)
  }

  #back(ctx: HttpContext, id: number) {
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/remittances/${id}`)
  }
}
