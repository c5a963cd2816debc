import vine from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import { tomanField } from '#app/core/fields'
import { memberOf } from '#app/people/session'
import Member from '#app/club/models/member'
import { TRIALS, whatIf } from '#app/club/queries/what_if'

/** Ten billion Toman: more is a slip of the finger. */
const MOST = 100_000_000_000
const asking = vine.create({ amount: tomanField({ min: 10_000, max: MOST }).optional() })

/** «اگر این‌قدر بخرید»: what it would earn, which tier, and what may be spent. */
export default class WhatIfController {
  async show(ctx: HttpContext) {
    const member = await Member.of(memberOf(ctx).id)
    if (!member) return ctx.response.redirect().toPath(`${ctx.prefix}/panel/join`)
    const { amount: typed = '' } = ctx.request.qs()
    const data = typed === '' ? {} : { amount: typed }
    const { amount } = await ctx.request.validateUsing(asking, { data })
    return ctx.view.render('club/site/what_if', {
      member,
      amount: amount ?? null,
      result: amount ? await whatIf(member, amount) : null,
      trials: TRIALS,
    })
  }
}
