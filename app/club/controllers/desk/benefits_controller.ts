import type { HttpContext } from '@adonisjs/core/http'
import { askedId } from '#app/core/asked'
import { languageOf } from '#app/core/language'
import { found } from '#app/core/refusal'
import { Forbidden } from '#app/people/forbidden'
import Customer from '#app/people/models/customer'
import { idOf, staffOf } from '#app/people/session'
import { saveBenefit } from '#app/club/actions/save_benefit'
import { useBenefit } from '#app/club/actions/use_benefit'
import { BENEFIT_PERIODS } from '#app/club/models/benefit'
import Tier from '#app/club/models/tier'
import { keyOf } from '#app/club/page_key'
import { benefitBoard, benefitToEdit } from '#app/club/queries/benefits'
import { dayOf, typedDay } from '#app/club/rule_form'
import { benefitUseValidator, benefitValidator } from '#app/club/tier_validators'

/** What tiers give besides credit, and each use of it. */
export default class BenefitsController {
  async index(ctx: HttpContext) {
    const asked = askedId(ctx, 'edit')
    const edited = asked && (await benefitToEdit(asked))
    const language = languageOf(ctx.locale)
    return ctx.view.render('club/desk/benefits', {
      ...(await benefitBoard(keyOf(ctx))),
      tiers: await Tier.ladder(),
      edited,
      days: {
        startsOn: typedDay(edited ? edited.startsOn : null, language),
        endsOn: typedDay(edited ? edited.endsOn : null, language),
      },
      periods: BENEFIT_PERIODS,
    })
  }

  async store(ctx: HttpContext) {
    return this.#save(ctx, null)
  }

  async update(ctx: HttpContext) {
    return this.#save(ctx, idOf(ctx))
  }

  async use(ctx: HttpContext) {
    const { id: customerId } = found(await Customer.find(idOf(ctx, 'customerId')))
    const { key, overrideReason = null } = await ctx.request.validateUsing(benefitUseValidator)
    const staff = staffOf(ctx)
    if (overrideReason && !staff.can('tiers.grant')) throw new Forbidden('tiers.grant')
    const benefitId = idOf(ctx, 'benefitId')
    const { branchId } = staff
    const by = { kind: 'staff', id: staff.id } as const
    await useBenefit({ customerId, benefitId, branchId, overrideReason, by, key })
    ctx.session.flash('success', ctx.i18n.t('club.benefits.used'))
    const path = `/desk/members/${customerId}/wallet#benefits`
    return ctx.response.redirect().toPath(ctx.prefix + path)
  }

  async #save(ctx: HttpContext, benefitId: number | null) {
    const {
      active,
      uses = {},
      startsOn,
      endsOn,
      ...form
    } = await ctx.request.validateUsing(benefitValidator)
    const by = { kind: 'staff', id: staffOf(ctx).id } as const
    await saveBenefit({
      ...form,
      benefitId,
      active: benefitId === null || Boolean(active),
      uses,
      startsOn: dayOf(startsOn),
      endsOn: dayOf(endsOn),
      by,
    })
    ctx.session.flash('success', ctx.i18n.t('club.benefits.saved'))
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/benefits`)
  }
}
