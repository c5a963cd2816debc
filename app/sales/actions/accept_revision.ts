import { clock } from '#app/core/clock'
import { found, Refusal } from '#app/core/refusal'
import { sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import Customer from '#app/people/models/customer'
import { record } from '#app/crm/record'
import { queueMessage } from '#app/messaging/queue_message'
import { settle } from '#app/sales/actions/settle'
import AcceptanceCode, { ACCEPTANCE_RULES } from '#app/sales/models/acceptance_code'
import PreInvoice from '#app/sales/models/pre_invoice'
import PreInvoiceVersion from '#app/sales/models/pre_invoice_version'

export interface Acceptance {
  preInvoiceId: number
  customerId: number
  /** The version that he read. */
  version: number
  /** Five digits that were sent to his mobile. */
  code: string
}

type Outcome = 'accepted' | 'wrong' | 'over'

/**
 * The customer agrees to what an expert changed; after that he may pay, or the sale is made at once
 * when credit covers it. A wrong code costs one of five tries, which stays stored. What he agreed
 * to already stays so.
 * @throws Refusal `version_superseded`, `pre_invoice_not_open`, `pre_invoice_past_validity` (409),
 * `wrong_acceptance_code`, `code_over`; field `code`
 */
export async function acceptRevision(acceptance: Acceptance): Promise<{ preInvoiceId: number }> {
  const outcome = await transaction((trx) => accept(acceptance, trx))
  if (outcome === 'over') throw new Refusal('code_over', { field: 'code' })
  if (outcome === 'wrong') throw new Refusal('wrong_acceptance_code', { field: 'code' })
  return { preInvoiceId: acceptance.preInvoiceId }
}

async function accept({ code, ...which }: Acceptance, trx: Trx): Promise<Outcome> {
  const { preInvoice, versionId } = await awaited(which, trx)
  if (versionId === null) return 'accepted'
  const fits = await AcceptanceCode.try(versionId, code, trx)
  if (!fits) return fits === null ? 'over' : 'wrong'

  const by = { kind: 'customer', id: which.customerId } as const
  await trx
    .insertQuery()
    .table('pre_invoice_acceptances')
    .insert({
      version_id: versionId,
      actor_kind: by.kind,
      actor_id: by.id,
      created_at: sqlTime(clock.now()),
    })
  preInvoice.acceptedVersion = preInvoice.version
  await preInvoice.useTransaction(trx).save()
  const { customerId, caseId, branchId, total: amount, ref: about, version } = preInvoice
  const facts = { version }
  await record(
    'pre_invoice_accepted',
    { customerId, caseId, about, amount, branchId, by, facts },
    trx
  )
  if (preInvoice.status === 'confirmed' && preInvoice.payable === 0) {
    await settle(preInvoice, by, trx)
  }
  return 'accepted'
}

/**
 * Sends another code for a version that waits; the former one opens nothing more.
 * @throws Refusal `version_superseded` and as above, `acceptance_code_just_sent`
 */
export function sendAcceptanceCode(which: Omit<Acceptance, 'code'>): Promise<void> {
  return transaction(async (trx) => {
    const { preInvoice, versionId } = await awaited(which, trx)
    if (versionId === null) return
    const code = await AcceptanceCode.dealAgain(versionId, trx)
    if (code === null) {
      const { resendSeconds: seconds } = ACCEPTANCE_RULES
      throw new Refusal('acceptance_code_just_sent', { status: 429, params: { seconds } })
    }
    const customer = await Customer.findOrFail(preInvoice.customerId, { client: trx })
    const { number, ref: about, caseId } = preInvoice
    const params = { number, code }
    await queueMessage(
      { template: 'acceptance_code', to: { customer }, params, about, caseId },
      trx
    )
  })
}

/**
 * The locked document and the row of the version that was read, when that is still the last one;
 * no row when he agreed to it already.
 */
async function awaited(
  { preInvoiceId, customerId, version }: Omit<Acceptance, 'code'>,
  trx: Trx
): Promise<{ preInvoice: PreInvoice; versionId: number | null }> {
  const preInvoice = await PreInvoice.lock(preInvoiceId, trx)
  if (preInvoice.customerId !== customerId) found(null)
  preInvoice.assertVersion(version)
  if (preInvoice.isAccepted) return { preInvoice, versionId: null }
  preInvoice.assertInForce({ kind: 'customer', id: customerId })
  const row = await PreInvoiceVersion.query({ client: trx })
    .where({ preInvoiceId, version })
    .first()
  return { preInvoice, versionId: found(row).id }
}
