import db from '@adonisjs/lucid/services/db'
import { found, NotFound } from '#app/core/refusal'
import type { Client } from '#app/core/sql'
import { rowsOf } from '#app/core/statement'
import Remittance from '#app/warehouse/models/remittance'
import Invoice from '#app/sales/models/invoice'
import PreInvoice from '#app/sales/models/pre_invoice'
import { returnableOf } from '#app/sales/queries/returnable'
import { planReturn, type ReturnPlan } from '#app/sales/returning'

interface Asked {
  remittanceId: number
  invoice: Invoice
  /** Whether what is left of the freight goes back too. */
  freight: boolean
}

/** What calling off the goods of one remittance comes to. */
export async function restOf(
  { remittanceId, invoice, freight }: Asked,
  client: Client
): Promise<ReturnPlan> {
  const sold = await returnableOf(invoice, client)
  const waiting = await rowsOf<{ variantId: number; pieces: number }>(
    `SELECT variant_id AS variantId, SUM(quantity) AS pieces FROM remittance_lines
     WHERE remittance_id = ? GROUP BY variant_id`,
    [remittanceId],
    client
  )
  const left = new Map(waiting.map(({ variantId, pieces }) => [variantId, Number(pieces)]))
  const lines = sold.lines.map(({ line, quantity }) => {
    const most = line.variantId === null ? 0 : (left.get(line.variantId) ?? 0)
    const pieces = Math.min(quantity, most)
    if (line.variantId !== null) left.set(line.variantId, most - pieces)
    return { lineId: line.id, quantity: pieces, amount: 0 }
  })
  return planReturn(sold, { lines, freight })
}

/** A remittance of a sale with what calling it off comes to, for its page. @throws NotFound */
export async function restPage(remittanceId: number, { freight }: { freight: boolean }) {
  const remittance = found(await Remittance.find(remittanceId))
  if (remittance.aboutType !== 'pre_invoice') throw new NotFound()
  const preInvoice = await PreInvoice.findOrFail(remittance.aboutId)
  const invoice = found(await Invoice.ofSource(preInvoice.ref))
  const isOpen = remittance.status === 'waiting' && (await remittance.othersLeft())
  const plan = isOpen ? await restOf({ remittanceId, invoice, freight }, db.connection()) : null
  const { freight: freightLeft } = await returnableOf(invoice, db.connection())
  return { remittance, preInvoice, invoice, plan, freightLeft }
}
