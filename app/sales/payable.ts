import type { Actor, DocumentRef } from '#app/core/actor'
import type { Locale } from '#app/core/digits'
import type { Rial } from '#app/core/money'
import type { Trx } from '#app/core/sql'
import type { RecordKind } from '#app/crm/playbook'

/** A document, locked until the transaction ends, as far as its payment is concerned. */
export interface LockedPayable {
  ref: DocumentRef
  /** Number that people know it by. */
  number: string
  customerId: number
  caseId: number
  /** Null: of no branch, as money for a wallet. */
  branchId: number | null
  /** The record of its payment, when that is not the usual one. */
  receivedAs?: Extract<RecordKind, 'payment_received' | 'top_up_paid'>
  /** Whether it still waits for exactly this much money, in Rial. */
  awaits(amount: Rial): boolean
  /** It is paid: does what follows. */
  settle(by: Actor, trx: Trx): Promise<void>
}

/** A kind of document that can be paid; the house lists them in `start/payables.ts`. */
export interface Payable {
  /** Takes the document for this transaction. @throws NotFound */
  lock(id: number, trx: Trx): Promise<LockedPayable>
  /** Where the payer comes back to, without host and language. */
  page(id: number): string
  /** What the payer reads when he is back and it is paid: key of a sentence. */
  paid: string
  /** What the payer reads at the gateway. */
  title(id: number, locale: Locale): string
}
