import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import { Refusal } from '#app/core/refusal'
import { isDuplicate, sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { settings } from '#app/people/models/setting'
import { record } from '#app/crm/record'
import PreInvoice from '#app/sales/models/pre_invoice'

export interface Extension {
  preInvoiceId: number
  by: Actor
  key: string
}

/**
 * Lengthens the validity of an open pre-invoice by the house's days, once in its life; stock and
 * credit stay set aside so much longer.
 * @throws Refusal `pre_invoice_not_open`, `pre_invoice_past_validity`, `already_extended` (409),
 * `key_reused`
 */
export function extendPreInvoice(
  { preInvoiceId, by, key }: Extension,
  outer?: Trx
): Promise<{ preInvoiceId: number; repeated: boolean }> {
  return transaction((trx) => {
    const scope = `extend_pre_invoice:${by.kind}:${by.id ?? 0}`
    return once({ scope, key, input: { preInvoiceId } }, trx, async () => {
      const preInvoice = await PreInvoice.lock(preInvoiceId, trx)
      preInvoice.assertInForce(by)
      await extend(preInvoice, by, trx)
      return { preInvoiceId }
    })
  }, outer)
}

async function extend(preInvoice: PreInvoice, by: Actor, trx: Trx) {
  const { validUntil: wasValidUntil, customerId, caseId, branchId, ref: about } = preInvoice
  const { validDays } = await settings.get('preInvoice', trx)
  await writeExtension(preInvoice.id, sqlTime(wasValidUntil), by, trx)
  preInvoice.validUntil = wasValidUntil.plus({ days: validDays })
  await preInvoice.useTransaction(trx).save()
  await record('pre_invoice_extended', { customerId, caseId, about, branchId, by }, trx)
}

/** The UNIQUE index decides who is first. */
async function writeExtension(preInvoiceId: number, was: string, by: Actor, trx: Trx) {
  try {
    await trx
      .insertQuery()
      .table('pre_invoice_extensions')
      .insert({
        pre_invoice_id: preInvoiceId,
        was_valid_until: was,
        actor_kind: by.kind,
        actor_id: by.id,
        created_at: sqlTime(clock.now()),
      })
  } catch (error) {
    if (!isDuplicate(error)) throw error
    throw new Refusal('already_extended', { status: 409 })
  }
}
