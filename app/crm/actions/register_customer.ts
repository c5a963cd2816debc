import type { Actor } from '#app/core/actor'
import type { Locale } from '#app/core/digits'
import { isDuplicate, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { record } from '#app/crm/record'
import Customer from '#app/people/models/customer'

export interface Registration {
  /** E.164, proved to be his by a code or seen by staff. */
  mobile: string
  firstName: string
  lastName: string
  locale: Locale
  branchId?: number | null
  /** Left out: himself. */
  by?: Actor
}

/**
 * Somebody new becomes a customer, «در انتظار تأیید» until staff have called him. The same number
 * again answers the customer that is there, unchanged.
 */
export function registerCustomer(
  registration: Registration,
  outer?: Trx
): Promise<{ customer: Customer; repeated: boolean }> {
  return transaction(async (trx) => {
    const known = await Customer.findByMobile(registration.mobile, trx)
    if (known) return { customer: known, repeated: true }
    const customer = await create(registration, trx)
    if (!customer) {
      return { customer: (await Customer.findByMobile(registration.mobile, trx))!, repeated: true }
    }
    const by = registration.by ?? { kind: 'customer', id: customer.id }
    const branchId = registration.branchId ?? null
    await record('customer_registered', { customerId: customer.id, branchId, by }, trx)
    return { customer, repeated: false }
  }, outer)
}

/** Null when another request registered the number at the same moment. */
async function create(registration: Registration, trx: Trx): Promise<Customer | null> {
  const { by, ...row } = registration
  try {
    return await Customer.create(
      { ...row, kind: 'natural', status: 'awaiting_validation' },
      { client: trx }
    )
  } catch (error) {
    if (!isDuplicate(error)) throw error
    return null
  }
}
