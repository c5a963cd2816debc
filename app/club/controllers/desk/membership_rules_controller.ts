import vine from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import { idempotencyKeyField, quantityField, tomanField } from '#app/core/fields'
import { languageOf } from '#app/core/language'
import { cutPage } from '#app/core/page'
import { idOf, staffOf } from '#app/people/session'
import { addMembershipRule, endMembershipRule } from '#app/club/actions/membership_rules'
import { sayMembership } from '#app/club/membership'
import MembershipRule, { MEMBERSHIP_KINDS } from '#app/club/models/membership_rule'
import { keyOf } from '#app/club/page_key'

const PAGE = 25

const ruleValidator = vine.create({
  key: idempotencyKeyField(),
  kind: vine.enum(MEMBERSHIP_KINDS),
  amount: tomanField({ max: 1_000_000_000_000 }).optional(),
  days: quantityField({ min: 0, max: 3650 }).optional(),
})

/** By which ways a customer becomes a member. */
export default class MembershipRulesController {
  async index(ctx: HttpContext) {
    const language = languageOf(ctx.locale)
    const after = keyOf(ctx)
    const past = MembershipRule.query()
      .whereNull('live_key')
      .preload('endedBy')
      .orderBy('id', 'desc')
      .limit(PAGE + 1)
    if (after) past.where('id', '<', after)
    const [live, ended] = [await MembershipRule.inForce(), await past]
    const say = (rule: MembershipRule) => ({ rule, sentence: sayMembership(rule, language) })
    const { shown, next } = cutPage(ended, PAGE)
    return ctx.view.render('club/desk/membership_rules', {
      live: live.map(say),
      past: shown.map(say),
      next,
      kinds: MEMBERSHIP_KINDS,
    })
  }

  async store(ctx: HttpContext) {
    const { amount = 0, days = 0, ...form } = await ctx.request.validateUsing(ruleValidator)
    const by = { kind: 'staff', id: staffOf(ctx).id } as const
    await addMembershipRule({ ...form, amount, days, by })
    return this.#back(ctx, 'club.membership.added')
  }

  async end(ctx: HttpContext) {
    await endMembershipRule({ ruleId: idOf(ctx), by: { kind: 'staff', id: staffOf(ctx).id } })
    return this.#back(ctx, 'club.membership.ended')
  }

  #back(ctx: HttpContext, key: string) {
    ctx.session.flash('success', ctx.i18n.t(key))
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/membership-rules`)
  }
}
