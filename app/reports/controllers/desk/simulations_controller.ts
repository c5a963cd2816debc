import vine from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import { idempotencyKeyField } from '#app/core/fields'
import { languageOf } from '#app/core/language'
import { found } from '#app/core/refusal'
import { idOf, staffOf } from '#app/people/session'
import { settings } from '#app/people/models/setting'
import { ruleCode } from '#app/club/earn_rules'
import { keyOf } from '#app/club/page_key'
import { ruleNames, sayRule } from '#app/club/rule_words'
import { startSimulation, stopSimulation } from '#app/reports/actions/simulate_earning'
import EarnSimulation, { type KeptRule } from '#app/reports/models/earn_simulation'
import { type Played, verdictsOf } from '#app/reports/simulating'
import { figuresOf } from '#app/reports/simulation_figures'

const startValidator = vine.create({ key: idempotencyKeyField() })
const PAGE = 25

/** Drafted earn rules played on the last 90 days: what they would have cost, and how soon they please. */
export default class SimulationsController {
  async index(ctx: HttpContext) {
    const after = keyOf(ctx)
    const query = EarnSimulation.query()
      .preload('askedBy')
      .orderBy('id', 'desc')
      .limit(PAGE + 1)
    if (after) query.where('id', '<', after)
    const rows = await query
    const shown = rows.slice(0, PAGE)
    return ctx.view.render('reports/desk/simulations', {
      rows: shown,
      next: rows.length > PAGE ? shown[PAGE - 1].id : null,
      isRunning: shown.some(({ isOpen }) => isOpen),
    })
  }

  async show(ctx: HttpContext) {
    const simulation = found(
      await EarnSimulation.query().where('id', idOf(ctx)).preload('askedBy').first()
    )
    const language = languageOf(ctx.locale)
    const names = await ruleNames(language)
    const say = (rules: KeptRule[], { byRule }: Played) =>
      rules.map((rule) => ({
        sentence: sayRule({ ...rule }, names, language),
        cost: byRule[ruleCode(rule)] ?? 0,
      }))
    const { result, drafted, inForce } = simulation
    return ctx.view.render('reports/desk/simulation', {
      simulation,
      figures: figuresOf(simulation, language),
      verdicts: verdictsOf(result, await settings.get('earningPace')),
      rules: {
        drafted: say(drafted.rules, result.drafted),
        inForce: say(inForce.rules, result.inForce),
      },
    })
  }

  async store(ctx: HttpContext) {
    const { key } = await ctx.request.validateUsing(startValidator)
    const by = { kind: 'staff', id: staffOf(ctx).id } as const
    const { simulationId } = await startSimulation({ by, key })
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/earn-simulations/${simulationId}`)
  }

  async stop(ctx: HttpContext) {
    const simulationId = idOf(ctx)
    await stopSimulation({ simulationId, by: { kind: 'staff', id: staffOf(ctx).id } })
    ctx.session.flash('success', ctx.i18n.t('reports.simulation.was_stopped'))
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/earn-simulations/${simulationId}`)
  }
}
