import { errors as vineErrors } from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import { sentenceOf } from '#app/core/exception_handler'
import { Refusal } from '#app/core/refusal'
import { idOf, staffOf } from '#app/people/session'
import { cancelTierPlan, planTiers } from '#app/club/actions/plan_tiers'
import Tier from '#app/club/models/tier'
import TierPlan from '#app/club/models/tier_plan'
import { benefitsByTier } from '#app/club/queries/benefits'
import { leavingNow, membersByTier, membersByTierNow } from '#app/club/queries/tier_board'
import { codeAt, ladderOf } from '#app/club/tier_form'
import type { PlannedTier } from '#app/club/tier_rules'
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
    const moving = await leavingNow()
    return ctx.view.render('club/desk/tiers', { tiers, waiting, past, members, benefitsOf, moving })
  }

  async edit(ctx: HttpContext) {
    return this.#form(ctx, {})
  }

  /** The form is large, so a "no" shows the page again at once instead of keeping what was typed. */
  async store(ctx: HttpContext) {
    const ladder = await Tier.ladder()
    try {
      const form = await ctx.request.validateUsing(tierPlanValidator)
      const { tiers, leaving } = ladderOf(form, ladder)
      const by = { kind: 'staff', id: staffOf(ctx).id } as const
      const startsOn = form.startsOn ?? null
      const order = { tiers, leaving, startsOn, note: form.note ?? null, by, key: form.key }
      const { holdsNow } = await planTiers(order).catch((error: unknown) => {
        throw named(error, tiers, ladder)
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
    const [waiting, members] = await Promise.all([TierPlan.waiting(), membersByTierNow()])
    return ctx.view.render('club/desk/tiers_edit', { tiers, typed, problems, waiting, members })
  }

  #done(ctx: HttpContext, key: string) {
    ctx.session.flash('success', ctx.i18n.t(key))
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/tiers`)
  }
}

/** A refusal names a place in the ladder; the form's fields are named after the tier. */
function named(error: unknown, planned: readonly PlannedTier[], ladder: readonly Tier[]): unknown {
  if (!(error instanceof Refusal)) return error
  const field = fieldOf(error.details.field ?? '', planned, ladder)
  return field ? new Refusal(error.refusal, { ...error.details, field }) : error
}

/** `tiers.<place>.<name>` and `leaving.<id>` as the form names them; null for any other field. */
function fieldOf(field: string, planned: readonly PlannedTier[], ladder: readonly Tier[]) {
  const [, index, name] = /^tiers\.(\d+)\.(\w+)$/.exec(field) ?? []
  if (name) return `tiers.${codeAt(Number(index), planned, ladder)}.${name}`
  const [, id] = /^leaving\.(\d+)$/.exec(field) ?? []
  const tier = ladder.find((one) => one.id === Number(id))
  return tier ? `tiers.${tier.code}.leaves` : null
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
