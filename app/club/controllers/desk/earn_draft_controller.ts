import type { HttpContext } from '@adonisjs/core/http'
import { idOf, staffOf } from '#app/people/session'
import { audit } from '#app/people/models/audit'
import { settings } from '#app/people/models/setting'
import { discardEarnDraft, dropEarnRule, moveEarnRule } from '#app/club/actions/edit_earn_rules'
import { publishEarnRules } from '#app/club/actions/publish_earn_rules'
import { countsValidator, placeValidator, publicationValidator } from '#app/club/validators'

const by = (ctx: HttpContext) => ({ kind: 'staff', id: staffOf(ctx).id }) as const

/** What becomes of the draft: its order, what leaves it, into force or thrown away. */
export default class EarnDraftController {
  async move(ctx: HttpContext) {
    const form = await ctx.request.validateUsing(placeValidator)
    await moveEarnRule({ ...form, ruleId: idOf(ctx), by: by(ctx) })
    return this.#back(ctx, 'club.rules.moved')
  }

  async remove(ctx: HttpContext) {
    await dropEarnRule({ ruleId: idOf(ctx), by: by(ctx) })
    return this.#back(ctx, 'club.rules.dropped')
  }

  async publish(ctx: HttpContext) {
    const form = await ctx.request.validateUsing(publicationValidator)
    await publishEarnRules({ ...form, by: by(ctx) })
    return this.#back(ctx, 'club.rules.published')
  }

  async discard(ctx: HttpContext) {
    await discardEarnDraft({ by: by(ctx) })
    return this.#back(ctx, 'club.rules.discarded')
  }

  /** What of a bill counts at all; holds at once, for every rule. */
  async count(ctx: HttpContext) {
    const {
      vat = false,
      freight = false,
      credit = false,
    } = await ctx.request.validateUsing(countsValidator)
    const before = await settings.get('earning')
    const after = { vat, freight, credit }
    await settings.set('earning', after)
    await audit('count_in_earning', { before, after }, ctx)
    return this.#back(ctx, 'club.rules.counted')
  }

  #back(ctx: HttpContext, key: string) {
    ctx.session.flash('success', ctx.i18n.t(key))
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/earn-rules`)
  }
}
