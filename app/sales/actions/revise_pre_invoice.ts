import { appUrl } from '#config/app'
import type { Actor } from '#app/core/actor'
import { once } from '#app/core/idempotency'
import type { Rial } from '#app/core/money'
import { Refusal } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { assertUsual, UNUSUAL } from '#app/core/unusual'
import Customer from '#app/people/models/customer'
import { record } from '#app/crm/record'
import { reserve } from '#app/warehouse/stock'
import { largestSpend } from '#app/club/earning'
import Member from '#app/club/models/member'
import Wallet from '#app/club/models/wallet'
import { type Draw, holdDraw, voidDraw } from '#app/club/pockets'
import AcceptanceCode from '#app/sales/models/acceptance_code'
import Payment from '#app/sales/models/payment'
import PreInvoice from '#app/sales/models/pre_invoice'
import PreInvoiceLine from '#app/sales/models/pre_invoice_line'
import PreInvoiceVersion, { type VersionLine } from '#app/sales/models/pre_invoice_version'
import { revisedLines, sumsOf, type LineWish } from '#app/sales/revision'
import type { WantedLine } from '#app/sales/pricing'
import { lineChanges } from '#app/sales/queries/version_changes'

export interface Revision {
  preInvoiceId: number
  /** The version that the page showed: of two experts the second one is told. */
  version: number
  /** Lines that change; quantity 0 takes a line out. Lines that are not named stay as they are. */
  lines: LineWish[]
  /** Another variant, at today's price. */
  added?: WantedLine | null
  /** Rial. */
  freight: Rial
  /** From a form: whether an unusual freight was read in words; who calls it himself need not say. */
  confirmed?: boolean
  /** Why, for the customer to read. */
  reason: string
  by: Extract<Actor, { kind: 'staff' }>
  key: string
}

/**
 * An expert changes lines, discounts or freight before it is paid: a new version, with stock
 * reserved anew and held credit cut to what the tier allows of the new total. It is paid only once
 * the customer has accepted it by the code that is sent to him here.
 * @throws Refusal `pre_invoice_not_open`, `pre_invoice_past_validity`, `version_superseded`,
 * `payment_under_way` (409), `nothing_changed`, `empty_cart`, `discount_too_large`, `amount_unusual` {amount} (field `freight`),
 * `not_for_sale`, `out_of_stock` {left}, `key_reused`
 */
export function revisePreInvoice(
  revision: Revision,
  outer?: Trx
): Promise<{ preInvoiceId: number; version: number; repeated: boolean }> {
  const { key, by, ...input } = revision
  return transaction((trx) => {
    const scope = `revise_pre_invoice:staff:${by.id}`
    return once({ scope, key, input }, trx, () => revise(revision, trx))
  }, outer)
}

async function revise(revision: Revision, trx: Trx) {
  const { by, reason } = revision
  const preInvoice = await PreInvoice.lock(revision.preInvoiceId, trx)
  preInvoice.assertInForce(by)
  preInvoice.assertVersion(revision.version)
  if (await Payment.isInFlight(preInvoice.ref, trx)) {
    throw new Refusal('payment_under_way', { status: 409 })
  }
  if (revision.confirmed === false)
    assertUsual(revision.freight, usualFreight(preInvoice), 'freight')
  const before = await PreInvoiceLine.of(preInvoice, trx)
  const member = await Member.of(preInvoice.customerId, trx)
  const lines = await revisedLines({ before, revision, member }, trx)
  const isSame = revision.freight === preInvoice.freight && lineChanges(before, lines).length === 0
  if (isSame) throw new Refusal('nothing_changed')
  if (preInvoice.version === 1) await keepFirst(preInvoice, before, trx)

  await reserve({ lines, for: preInvoice.ref, by }, trx)
  preInvoice.merge({ ...sumsOf(lines, revision.freight), version: preInvoice.version + 1 })
  await capCredit(preInvoice, member, by, trx)
  await preInvoice.useTransaction(trx).save()
  await PreInvoiceLine.replace(preInvoice, lines, trx)
  const version = await PreInvoiceVersion.keep(preInvoice, { lines, reason, by }, trx)
  await tell(preInvoice, version, by, trx)
  return { preInvoiceId: preInvoice.id, version: preInvoice.version }
}

/** Ten times the former freight is unusual, but not less than the whole document costs. */
function usualFreight({ freight, total }: PreInvoice): Rial {
  return Math.max(freight, Math.floor(total / UNUSUAL))
}

/** The document as the customer made it. */
async function keepFirst(preInvoice: PreInvoice, lines: VersionLine[], trx: Trx) {
  const by = { kind: 'customer', id: preInvoice.customerId } as const
  await PreInvoiceVersion.keep(preInvoice, { lines, reason: null, by }, trx)
}

/** Held credit follows the total down, never up: more of it is the customer's own decision. */
async function capCredit(preInvoice: PreInvoice, member: Member | null, by: Actor, trx: Trx) {
  const { creditAmount, cashAmount, total, customerId, caseId, branchId } = preInvoice
  if (!preInvoice.hasHolds || !member) return
  const draw = cutTo(total, { gift: creditAmount, cash: cashAmount }, member)
  if (draw.gift === creditAmount && draw.cash === cashAmount) return
  const wallet = await Wallet.of(customerId, trx)
  const common = { customerId, caseId, about: preInvoice.ref, branchId, by }
  const amount = await voidDraw(wallet, preInvoice.holds, trx)
  await record('credit_released', { ...common, amount }, trx)
  const kept = await stillThere(wallet, draw, trx)
  const { gift, cash } = await holdDraw(wallet, { draw: kept, for: preInvoice.ref }, trx)
  preInvoice.merge({ creditHoldId: gift, creditAmount: kept.gift })
  preInvoice.merge({ cashHoldId: cash, cashAmount: kept.cash })
  const held = preInvoice.fromWallet
  if (held > 0) await record('credit_held', { ...common, amount: held }, trx)
}

/** Credit that becomes free pays first what he owes by now: what is left of it is held again. */
async function stillThere(wallet: Wallet, { gift, cash }: Draw, trx: Trx): Promise<Draw> {
  const { available } = await wallet.balances(trx)
  return { gift: Math.min(gift, available), cash }
}

/** Credit up to the tier's share, real money up to what is then left of the total. */
function cutTo(total: Rial, { gift, cash }: Draw, { tier }: Member): Draw {
  const limit = largestSpend({ tier, available: Number.MAX_SAFE_INTEGER, bill: total })
  const kept = Math.min(gift, limit)
  return { gift: kept, cash: Math.min(cash, total - kept) }
}

async function tell(preInvoice: PreInvoice, version: PreInvoiceVersion, by: Actor, trx: Trx) {
  const { customerId, caseId, branchId, number, total, ref: about } = preInvoice
  const code = await AcceptanceCode.deal(version.id, trx)
  const customer = await Customer.findOrFail(customerId, { client: trx })
  const prefix = customer.locale === 'en' ? '/en' : ''
  const link = `${appUrl()}${prefix}/pre-invoices/${preInvoice.id}`
  const facts = { version: preInvoice.version, staffNote: version.reason }
  const params = { number, total: { rial: total }, code, link }
  const happening = { customerId, caseId, about, amount: total, branchId, by, facts, params }
  await record('pre_invoice_revised', happening, trx)
}
