import type { DateTime } from 'luxon'
import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import { Refusal } from '#app/core/refusal'
import { sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { appUrl } from '#config/app'
import Customer, { type CustomerStatus } from '#app/people/models/customer'
import { record } from '#app/crm/record'
import { addWorkingDays, addWorkingMinutes } from '#app/crm/working_calendar'
import { callOff } from '#app/sales/actions/call_off'
import { settle } from '#app/sales/actions/settle'
import PreInvoice from '#app/sales/models/pre_invoice'

export const VALIDATION_OUTCOMES = ['confirmed', 'wrong', 'no_answer'] as const
export type ValidationOutcome = (typeof VALIDATION_OUTCOMES)[number]

export interface ValidationCall {
  preInvoiceId: number
  outcome: ValidationOutcome
  note?: string | null
  /** The member of staff who called. */
  by: Extract<Actor, { kind: 'staff' }>
  key: string
}

/** So many calls without an answer are tried again; the next one ends the request. */
export const TRIES = 3

/** A call that is due to be made again is late after so many working minutes. */
const RETRY_WITHIN = 30

/**
 * What came of the call that checks customer and request. Confirmed: he may pay, or the sale is
 * made at once when credit covers it. Wrong number: the request is called off. No answer: he is
 * called again, after the third time never.
 * @throws Refusal `illegal_move` (409), `pre_invoice_past_validity`, `key_reused`
 */
export function validatePreInvoice(
  call: ValidationCall,
  outer?: Trx
): Promise<{ status: string; repeated: boolean }> {
  const { preInvoiceId, outcome, note = null } = call
  return transaction((trx) => {
    const scope = `validate_pre_invoice:staff:${call.by.id}`
    const input = { preInvoiceId, outcome, note }
    return once({ scope, key: call.key, input }, trx, async () => {
      const preInvoice = await PreInvoice.lock(preInvoiceId, trx)
      preInvoice.assertAllows('confirmed', call.by)
      await OUTCOMES[outcome](preInvoice, call, trx)
      return { status: preInvoice.status }
    })
  }, outer)
}

type Consequence = (preInvoice: PreInvoice, call: ValidationCall, trx: Trx) => Promise<void>

const OUTCOMES: Record<ValidationOutcome, Consequence> = { confirmed, wrong, no_answer: noAnswer }

async function confirmed(preInvoice: PreInvoice, call: ValidationCall, trx: Trx) {
  if (preInvoice.isPastValidity) throw new Refusal('pre_invoice_past_validity', { status: 409 })
  const customer = await markCustomer(preInvoice.customerId, 'valid', trx)
  await preInvoice.move('confirmed', call.by, trx)
  await writeCall(preInvoice, call, trx)
  const { number } = preInvoice
  const prefix = customer.locale === 'en' ? '/en' : ''
  const link = `${appUrl()}${prefix}/pre-invoices/${preInvoice.id}`
  await record(
    'validation_confirmed',
    { ...factsOf(preInvoice, call), params: { number, link } },
    trx
  )
  if (preInvoice.payable === 0 && preInvoice.isAccepted) await settle(preInvoice, call.by, trx)
}

async function wrong(preInvoice: PreInvoice, call: ValidationCall, trx: Trx) {
  await markCustomer(preInvoice.customerId, 'wrong_number', trx)
  await writeCall(preInvoice, call, trx)
  await record('validation_wrong', factsOf(preInvoice, call), trx)
  await callOff({ preInvoice, by: call.by, reason: 'wrong_number' }, trx)
}

async function noAnswer(preInvoice: PreInvoice, call: ValidationCall, trx: Trx) {
  const before = await callsWithoutAnswer(preInvoice.id, trx)
  await writeCall(preInvoice, call, trx)
  const { task } = await record(
    'validation_no_answer',
    { ...factsOf(preInvoice, call), facts: { staffNote: call.note ?? null, tries: before + 1 } },
    trx
  )
  if (before >= TRIES) return callOff({ preInvoice, by: call.by, reason: 'no_answer' }, trx)
  if (!task) return
  const { branchId } = preInvoice
  const notBefore = await nextCallAt(before, branchId, trx)
  const dueAt = await addWorkingMinutes(notBefore, RETRY_WITHIN, branchId, trx)
  await task.merge({ notBefore, dueAt }).useTransaction(trx).save()
}

/** In an hour, then in four, then at ten on the next working day; never outside working hours. */
async function nextCallAt(before: number, branchId: number, trx: Trx): Promise<DateTime<true>> {
  const inWorkingHours = (at: DateTime) => addWorkingMinutes(at, 0, branchId, trx)
  if (before < 2) return inWorkingHours(clock.now().plus({ hours: before === 0 ? 1 : 4 }))
  const dayEnd = await addWorkingDays(clock.now(), 1, branchId, trx)
  return inWorkingHours(dayEnd.minus({ hours: 14 }).plus({ seconds: 1 }))
}

async function callsWithoutAnswer(preInvoiceId: number, trx: Trx): Promise<number> {
  const row = await trx
    .from('validations')
    .where({ pre_invoice_id: preInvoiceId, outcome: 'no_answer' })
    .count('* as calls')
    .firstOrFail()
  return Number(row.calls)
}

/** Blocked stays blocked, whatever a call says. */
async function markCustomer(id: number, status: CustomerStatus, trx: Trx): Promise<Customer> {
  const customer = await Customer.findOrFail(id, { client: trx })
  if (customer.status === status || customer.status === 'blocked') return customer
  customer.status = status
  if (status === 'valid') customer.validatedAt = clock.now()
  return customer.save()
}

async function writeCall(preInvoice: PreInvoice, call: ValidationCall, trx: Trx) {
  await trx
    .insertQuery()
    .table('validations')
    .insert({
      pre_invoice_id: preInvoice.id,
      outcome: call.outcome,
      staff_id: call.by.id,
      note: call.note || null,
      created_at: sqlTime(clock.now()),
    })
}

function factsOf(preInvoice: PreInvoice, { by, note }: ValidationCall) {
  const { customerId, caseId, branchId, ref: about } = preInvoice
  return { customerId, caseId, about, branchId, by, facts: { staffNote: note ?? null } }
}
