import type { HttpContext } from '@adonisjs/core/http'
import { languageOf } from '#app/core/language'
import { found } from '#app/core/refusal'
import Customer from '#app/people/models/customer'
import type Staff from '#app/people/models/staff'
import { idOf, staffOf } from '#app/people/session'
import ManualTier from '#app/club/models/manual_tier'
import Member from '#app/club/models/member'
import Wallet from '#app/club/models/wallet'
import { grantableTiers, isOfHisBranches } from '#app/club/tier_granting'
import { keyOf } from '#app/club/page_key'
import { documentLabel, walletWords } from '#app/club/page_words'
import { balanceReasons } from '#app/club/queries/balance_reasons'
import { movementsOf } from '#app/club/queries/movements'
import { benefitsOf } from '#app/club/queries/benefits'
import { waitingOf } from '#app/club/queries/adjustments'
import { walletView } from '#app/club/queries/wallet_view'
import { ADJUSTMENT_REASONS, WRITE_OFF_REASONS } from '#app/club/models/adjustment'

/** Benefits beyond their count, for members of the branches in which he has the right. */
const mayOverride = async (staff: Staff, customerId: number) =>
  staff.can('tiers.grant') && (await isOfHisBranches(staff, customerId))

/** What a member sees of the own wallet, for staff who explain it on the phone. */
export default class MemberWalletsController {
  /** The same reasons that the member reads. */
  async why(ctx: HttpContext) {
    const customer = found(await Customer.find(idOf(ctx, 'customerId')))
    const view = await walletView(customer.id)
    const language = languageOf(ctx.locale)
    return ctx.view.render('club/desk/why', {
      customer,
      wallet: view,
      reasons: await balanceReasons(customer.id, await Wallet.existing(customer.id), view),
      documentLabel: documentLabel(language),
      ...walletWords(language),
    })
  }

  async show(ctx: HttpContext) {
    const customer = found(await Customer.find(idOf(ctx, 'customerId')))
    const [member, wallet] = [await Member.of(customer.id), await Wallet.existing(customer.id)]
    const { movements, next } = wallet
      ? await movementsOf(wallet, keyOf(ctx))
      : { movements: [], next: null }
    return ctx.view.render('club/desk/wallet', {
      customer,
      member,
      card: await member?.electronicCard(),
      wallet: await walletView(customer.id),
      reasons: ADJUSTMENT_REASONS.filter((reason) => reason !== 'uncollectable'),
      writeOffReasons: WRITE_OFF_REASONS,
      mayAdjust: member !== null && staffOf(ctx).can('credit.adjust'),
      ...(await this.#byHand(ctx, member)),
      benefits: await benefitsOf(member),
      mayOverride: await mayOverride(staffOf(ctx), customer.id),
      waiting: await waitingOf(customer.id),
      movements,
      next,
      ...walletWords(languageOf(ctx.locale)),
    })
  }

  /** For who may give a tier by hand: those that he may give, and the one that was given. */
  async #byHand(ctx: HttpContext, member: Member | null) {
    const staff = staffOf(ctx)
    if (!member || !staff.can('tiers.grant')) return { tiers: null, levels: null, manual: null }
    const manual = await ManualTier.of(member.id)
    await manual?.load((row) => row.load('tier').load('staff'))
    return { ...(await grantableTiers(staff, { member, manual })), manual }
  }
}
