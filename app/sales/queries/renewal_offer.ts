import db from '@adonisjs/lucid/services/db'
import type { Rial } from '#app/core/money'
import type { Client } from '#app/core/sql'
import { rowOf } from '#app/core/statement'
import { sellable } from '#app/warehouse/stock'
import { largestSpend } from '#app/club/earning'
import Member from '#app/club/models/member'
import Wallet from '#app/club/models/wallet'
import type PreInvoice from '#app/sales/models/pre_invoice'
import type PreInvoiceLine from '#app/sales/models/pre_invoice_line'
import { priceBill } from '#app/sales/pricing'

/** An expired request as it would be today. Amounts in Rial. */
export interface RenewalOffer {
  /** The document that took its place already. */
  renewedById: number | null
  total: Rial
  /** What today is dearer; below zero when it is cheaper. */
  difference: Rial
  /** Credit that would be held again. */
  credit: Rial
  /** Lines that cannot be had as they were, with the pieces that are left. */
  lacking: { line: PreInvoiceLine; left: number }[]
}

/** What the owner of an expired pre-invoice is offered; null for one that is not expired. */
export async function renewalOffer(
  preInvoice: PreInvoice,
  lines: PreInvoiceLine[]
): Promise<RenewalOffer | null> {
  if (preInvoice.status !== 'expired') return null
  const member = await Member.of(preInvoice.customerId)
  const bill = await priceBill({ lines, member, deliveryMethod: preInvoice.deliveryMethod })
  const left = await sellable(lines.map((line) => line.variantId))
  const lacking = lines
    .map((line) => {
      const gone = bill.missing.includes(line.variantId)
      return { line, left: gone ? 0 : (left.get(line.variantId) ?? 0) }
    })
    .filter((row) => row.left < row.line.quantity)
  return {
    renewedById: await renewedBy(preInvoice.id),
    total: bill.total,
    difference: bill.total - preInvoice.total,
    credit: await creditAgain(preInvoice, bill.total, db.connection()),
    lacking,
  }
}

/** What the wallet paid (Rial) of the former request that he still has and that the new total allows. */
export async function creditAgain(former: PreInvoice, total: Rial, client: Client): Promise<Rial> {
  if (former.fromWallet === 0) return 0
  const member = await Member.of(former.customerId, client)
  const wallet = await Wallet.existing(former.customerId, client)
  if (!member || !wallet) return 0
  const { available, cash } = await wallet.pockets(client)
  const gift = largestSpend({ tier: member.tier, available, bill: total })
  const again = Math.min(former.fromWallet, gift + cash, total)
  return cash === 0 && again < member.tier.minSpend ? 0 : again
}

/** Whether its validity can still be lengthened: once, while it holds. */
export async function mayExtend({ id, isOpen, isPastValidity }: PreInvoice): Promise<boolean> {
  if (!isOpen || isPastValidity) return false
  return !(await rowOf('SELECT id FROM pre_invoice_extensions WHERE pre_invoice_id = ?', [id]))
}

async function renewedBy(id: number): Promise<number | null> {
  const row = await db.from('pre_invoice_renewals').where('pre_invoice_id', id).first()
  return row ? Number(row.renewed_by_id) : null
}
