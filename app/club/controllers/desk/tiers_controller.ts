import { errors as vineErrors } from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import { sentenceOf } from '#app/core/exception_handler'
import { Refusal } from '#app/core/refusal'
import { idOf, staffOf } from '#app/people/session'
import { cancelTierPlan, planTiers } from '#app/club/actions/plan_tiers'
import Tier from '#app/club/models/tier'
import TierPlan from '#app/club/models/tier_plan'
import { benefitsByTier } from '#app/club/queries/benefits'
import { membersByTier } from '#app/club/queries/tier_board'
import { codeAt, ladderOf } from '#app/club/tier_form'
import { tierPlanValidator } from '#app/club/tier_validators'

/** The tiers of the club: what holds, what will hold from a day on, what held. */
export default class TiersController {
  async index(ctx: HttpContext) {
    const [tiers, waiting, past, members] = await Promise.all([
      Tier.ladder(),
      TierPlan.waiting(),
      TierPlan.past(6),
      membersByTier(),
    ])
    const benefitsOf = await benefitsByTier()
    return ctx.view.render('club/desk/tiers', { tiers, waiting, past, members, benefitsOf })
  }

  async edit(ctx: HttpContext) {
    return this.#form(ctx, {})
  }

  /** The form is large, so a "no" shows the page again at once instead of keeping what was typed. */
  async store(ctx: HttpContext) {
    const ladder = await Tier.ladder()
    try {
      const form = await ctx.request.validateUsing(tierPlanValidator)
      const tiers = ladderOf(form, ladder)
      const by = { kind: 'staff', id: staffOf(ctx).id } as const
      const startsOn = form.startsOn ?? null
      const order = { tiers, startsOn, note: form.note ?? null, by, key: form.key }
      const { holdsNow } = await planTiers(order).catch((error: unknown) => {
        throw named(error, (index) => codeAt(index, tiers, ladder))
      })
      return this.#done(ctx, holdsNow ? 'club.tiers.changed' : 'club.tiers.planned')
    } catch (error) {
      const problems = problemsOf(error, ctx)
      if (!problems) throw error
      ctx.response.status(422)
      return this.#form(ctx, problems)
    }
  }

  async cancel(ctx: HttpContext) {
    await cancelTierPlan({ planId: idOf(ctx), by: { kind: 'staff', id: staffOf(ctx).id } })
    return this.#done(ctx, 'club.tiers.called_off')
  }

  async #form(ctx: HttpContext, problems: Record<string, string[]>) {
    const tiers = await Tier.ladder()
    const typed = ctx.request.body() as Record<string, unknown>
    const waiting = await TierPlan.waiting()
    return ctx.view.render('club/desk/tiers_edit', { tiers, typed, problems, waiting })
  }

  #done(ctx: HttpContext, key: string) {
    ctx.session.flash('success', ctx.i18n.t(key))
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/tiers`)
  }
}

/** A refusal names a place in the ladder; the form's fields are named after the tier. */
function named(error: unknown, code: (index: number) => string): unknown {
  const field = error instanceof Refusal ? error.details.field : undefined
  const [, index, name] = /^tiers\.(\d+)\.(\w+)$/.exec(field ?? '') ?? []
  if (!(error instanceof Refusal) || !name) return error
  return new Refusal(error.refusal, {
    ...error.details,
    field: `tiers.${code(Number(index))}.${name}`,
  })
}

/** Sentences by field; null when the error is none of the form's. */
function problemsOf(error: unknown, ctx: HttpContext): Record<string, string[]> | null {
  if (error instanceof Refusal && error.refusal !== 'not_found') {
    return { [error.details.field ?? 'form']: [sentenceOf(error, ctx)] }
  }
  if (!(error instanceof vineErrors.E_VALIDATION_ERROR)) return null
  const messages = error.messages as { field: string; message: string }[]
  return Object.fromEntries(messages.map(({ field, message }) => [field, [message]]))
}
