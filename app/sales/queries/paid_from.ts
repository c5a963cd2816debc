import { found } from '#app/core/refusal'
import type { DocumentRef } from '#app/core/actor'
import type { Rial } from '#app/core/money'
import type { Client } from '#app/core/sql'

/** Who paid for a sale, in Rial: the two pockets of the wallet, and money outside it. */
export interface PaidFrom {
  /** Gift credit: comes back as credit, never as money. */
  gift: Rial
  /** Real money of the wallet: comes back into its pocket (`returnCash`). */
  cash: Rial
  /** Gateway, terminal, notes or transfer. */
  money: Rial
}

/** What of a sale was paid from which pocket. @throws NotFound when the document was never sold */
export async function paidFrom(document: DocumentRef, client: Client): Promise<PaidFrom> {
  const query = client.from('invoices').select('total', 'credit_amount', 'cash_amount')
  if (document.type === 'invoice') query.where('id', document.id)
  else query.where({ source_type: document.type, source_id: document.id })
  const row = found(await query.first())
  const [gift, cash] = [Number(row.credit_amount), Number(row.cash_amount)]
  return { gift, cash, money: Number(row.total) - gift - cash }
}
