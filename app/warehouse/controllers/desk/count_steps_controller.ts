import vine from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import { latinDigits } from '#app/core/digits'
import { idempotencyKeyField, quantityField, textField } from '#app/core/fields'
import { Refusal } from '#app/core/refusal'
import { actorOf, idOf, staffOf } from '#app/people/session'
import { countLine } from '#app/warehouse/actions/count_line'
import { moveCount } from '#app/warehouse/actions/move_count'
import { postCount } from '#app/warehouse/actions/post_count'
import { uncountLast } from '#app/warehouse/actions/uncount_last'
import { countPage } from '#app/warehouse/queries/counts'
import { variantByCode } from '#app/warehouse/queries/levels'
import { warehousesOf } from '#app/warehouse/queries/scope'
import { CHOSEN_CAUSES, COUNT_STEPS } from '#app/warehouse/words'

const lineValidator = vine.create({
  key: idempotencyKeyField(),
  code: textField({ max: 40 }),
  /** Nothing typed: one piece more, as a reader scans them. */
  quantity: quantityField({ min: 0, max: 100_000 }).optional(),
  more: vine.enum(['1']).optional(),
})

const undoValidator = vine.create({ key: idempotencyKeyField() })

const stepValidator = vine.create({
  key: idempotencyKeyField(),
  to: vine.enum(COUNT_STEPS),
})

const postingValidator = vine.create({
  key: idempotencyKeyField(),
  cause: vine.array(vine.enum(CHOSEN_CAUSES).nullable()).maxLength(500).optional(),
})

/** What happens to a count sheet: lines are counted, it is reviewed, posted or given up. */
export default class CountStepsController {
  async line(ctx: HttpContext) {
    const countId = await this.#mine(ctx)
    const { code, more, quantity, key } = await ctx.request.validateUsing(lineValidator)
    const variantId = await variantByCode(latinDigits(code))
    if (!variantId) throw new Refusal('unknown_code', { field: 'code' })
    const isScan = quantity === undefined
    const line = { countId, variantId, quantity: quantity ?? 1, more: isScan || more === '1' }
    const { counted } = await countLine({ ...line, by: actorOf(ctx), key })
    const told = ctx.i18n.t('warehouse.count.counted', { code, counted })
    return this.#back(ctx, countId, told)
  }

  async undo(ctx: HttpContext) {
    const countId = await this.#mine(ctx)
    const { key } = await ctx.request.validateUsing(undoValidator)
    await uncountLast({ countId, by: actorOf(ctx), key })
    return this.#back(ctx, countId, ctx.i18n.t('warehouse.count.undone'))
  }

  async step(ctx: HttpContext) {
    const countId = await this.#mine(ctx)
    const { to, key } = await ctx.request.validateUsing(stepValidator)
    await moveCount({ countId, to, by: actorOf(ctx), key })
    return this.#back(ctx, countId)
  }

  async post(ctx: HttpContext) {
    const countId = await this.#mine(ctx)
    const { cause: causes = [], key } = await ctx.request.validateUsing(postingValidator)
    const { differences } = await postCount({ countId, causes, by: actorOf(ctx), key })
    return this.#back(ctx, countId, ctx.i18n.t('warehouse.count.posted', { differences }))
  }

  /** The sheet's id, when it is of a warehouse in which he may write stock. @throws NotFound */
  async #mine(ctx: HttpContext) {
    const warehouses = await warehousesOf(staffOf(ctx).branchesFor('stock.write'))
    const ids = warehouses.map(({ id }) => id)
    const { count } = await countPage(idOf(ctx), ids)
    return Number(count.id)
  }

  #back(ctx: HttpContext, countId: number, told?: string) {
    if (told) ctx.session.flash('success', told)
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/stock/counts/${countId}`)
  }
}
