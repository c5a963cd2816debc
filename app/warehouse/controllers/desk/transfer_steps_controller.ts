import vine from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import { latinDigits } from '#app/core/digits'
import { idempotencyKeyField, quantityField, textField } from '#app/core/fields'
import { Refusal } from '#app/core/refusal'
import { actorOf, authorize, idOf, staffOf } from '#app/people/session'
import { cancelTransfer } from '#app/warehouse/actions/cancel_transfer'
import { putTransferLine } from '#app/warehouse/actions/put_transfer_line'
import { receiveTransfer } from '#app/warehouse/actions/receive_transfer'
import { sendTransfer } from '#app/warehouse/actions/send_transfer'
import { variantByCode } from '#app/warehouse/queries/levels'
import { warehousesOf } from '#app/warehouse/queries/scope'
import { transferPage } from '#app/warehouse/queries/transfers'
import { RECEIPT_CAUSES } from '#app/warehouse/words'

const lineValidator = vine.create({
  code: textField({ max: 40 }),
  quantity: quantityField({ min: 0, max: 100_000 }),
})

const stepValidator = vine.create({ key: idempotencyKeyField() })

const receiptValidator = vine.create({
  key: idempotencyKeyField(),
  received: vine
    .array(quantityField({ min: 0, max: 100_000 }))
    .minLength(1)
    .maxLength(300),
  cause: vine.enum(RECEIPT_CAUSES).optional(),
  note: textField({ min: 3, max: 200 }).optional(),
})

/** What happens to a transfer: lines are written, it leaves, it arrives, or it is given up. */
export default class TransferStepsController {
  async line(ctx: HttpContext) {
    const transferId = await this.#mine(ctx, 'from')
    const { code, quantity } = await ctx.request.validateUsing(lineValidator)
    const variantId = await variantByCode(latinDigits(code))
    if (!variantId) throw new Refusal('unknown_code', { field: 'code' })
    await putTransferLine({ transferId, variantId, quantity })
    return this.#back(ctx, transferId)
  }

  async send(ctx: HttpContext) {
    const transferId = await this.#mine(ctx, 'from')
    const { key } = await ctx.request.validateUsing(stepValidator)
    const { pieces } = await sendTransfer({ transferId, by: actorOf(ctx), key })
    return this.#back(ctx, transferId, ctx.i18n.t('warehouse.transfer.sent_done', { pieces }))
  }

  async receive(ctx: HttpContext) {
    const transferId = await this.#mine(ctx, 'to')
    const form = await ctx.request.validateUsing(receiptValidator)
    const done = await receiveTransfer({ ...form, transferId, by: actorOf(ctx) })
    const { pieces, missing } = done
    const told = ctx.i18n.t('warehouse.transfer.received_done', { pieces, missing })
    return this.#back(ctx, transferId, told)
  }

  async cancel(ctx: HttpContext) {
    const transferId = await this.#mine(ctx, 'from')
    const { key } = await ctx.request.validateUsing(stepValidator)
    await cancelTransfer({ transferId, by: actorOf(ctx), key })
    return this.#back(ctx, transferId, ctx.i18n.t('warehouse.transfer.cancelled_done'))
  }

  /** The transfer's id, when he may write stock at this end of it. */
  async #mine(ctx: HttpContext, end: 'from' | 'to') {
    const warehouses = await warehousesOf(staffOf(ctx).branchesFor('stock.write'))
    const ids = warehouses.map(({ id }) => id)
    const { transfer } = await transferPage(idOf(ctx), ids)
    const branch = end === 'from' ? transfer.from_branch_id : transfer.to_branch_id
    authorize(ctx, 'stock.write', Number(branch))
    return Number(transfer.id)
  }

  #back(ctx: HttpContext, transferId: number, told?: string) {
    if (told) ctx.session.flash('success', told)
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/stock/transfers/${transferId}`)
  }
}
