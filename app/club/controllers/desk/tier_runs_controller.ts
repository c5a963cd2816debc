import type { HttpContext } from '@adonisjs/core/http'
import { formatJalaliDay } from '#app/core/jalali'
import { found } from '#app/core/refusal'
import { audit } from '#app/people/models/audit'
import { settings } from '#app/people/models/setting'
import { idOf, staffOf } from '#app/people/session'
import { openTierRun } from '#app/club/actions/open_tier_run'
import { steerTierRun } from '#app/club/actions/steer_tier_run'
import TierRun from '#app/club/models/tier_run'
import { keyOf } from '#app/club/page_key'
import { movesOf, tierRuns } from '#app/club/queries/tier_runs'
import { steeringValidator, tierReviewValidator, tierRunValidator } from '#app/club/tier_validators'
import { TIER_WINDOWS, usualLastDay, WAYS_DOWN } from '#app/club/tier_window'

/** Re-evaluations of tiers: the rule, the preview, the decisions and what became of them. */
export default class TierRunsController {
  async index(ctx: HttpContext) {
    const review = await settings.get('tierReview')
    return ctx.view.render('club/desk/tier_runs', {
      ...(await tierRuns(keyOf(ctx))),
      open: await TierRun.open(),
      review,
      byHand: await settings.get('tierByHand'),
      lastDay: formatJalaliDay(usualLastDay(review), ctx.locale),
      windows: TIER_WINDOWS,
      waysDown: WAYS_DOWN,
    })
  }

  async show(ctx: HttpContext) {
    const run = found(await TierRun.find(idOf(ctx)))
    const asked = ctx.request.qs().only
    const only = asked === 'up' || asked === 'down' ? asked : null
    return ctx.view.render('club/desk/tier_run', {
      run,
      only,
      ...(await movesOf(run, only, keyOf(ctx))),
    })
  }

  async store(ctx: HttpContext) {
    const form = await ctx.request.validateUsing(tierRunValidator)
    const { runId } = await openTierRun({ ...form, by: this.#actor(ctx) })
    return this.#done(ctx, `/desk/tier-runs/${runId}`, 'club.runs.opened')
  }

  async steer(ctx: HttpContext) {
    const { move } = await ctx.request.validateUsing(steeringValidator)
    const runId = idOf(ctx)
    await steerTierRun({ runId, move, by: this.#actor(ctx) })
    return this.#done(ctx, `/desk/tier-runs/${runId}`, `club.runs.told_${move}`)
  }

  async rule(ctx: HttpContext) {
    const after = await ctx.request.validateUsing(tierReviewValidator)
    const { levels } = await settings.get('tierByHand')
    const before = { ...(await settings.get('tierReview')), handLevels: levels }
    const { handLevels, ...review } = after
    await settings.set('tierReview', review)
    await settings.set('tierByHand', { levels: handLevels })
    await audit('set_tier_review', { before, after }, ctx)
    return this.#done(ctx, '/desk/tier-runs', 'club.runs.rules_saved')
  }

  #actor(ctx: HttpContext) {
    return { kind: 'staff', id: staffOf(ctx).id } as const
  }

  #done(ctx: HttpContext, path: string, key: string) {
    ctx.session.flash('success', ctx.i18n.t(key))
    return ctx.response.redirect().toPath(ctx.prefix + path)
  }
}
