import type { Actor } from '#app/core/actor'
import { found, Refusal } from '#app/core/refusal'
import { isDuplicate, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { record } from '#app/crm/record'
import { audit } from '#app/people/models/audit'
import Customer from '#app/people/models/customer'

export interface CustomerEdit {
  firstName: string
  lastName: string
  address: string | null
  postalCode: string | null
  birthYear: number | null
  birthMonth: number | null
  birthDay: number | null
  kind: 'natural' | 'legal'
  companyName: string | null
  economicCode: string | null
  legalId: string | null
  registrationNumber: string | null
  wishes: string | null
  nationalCode: string | null
}

export interface ProfileEdit {
  customerId: number
  edit: Partial<CustomerEdit>
  by: Actor
}

/**
 * Changes what a customer told about himself, and keeps what it was: before and after in the
 * audit, the names of the fields in his file. Nothing changed, nothing written.
 * @throws Refusal `national_code_taken` when it is somebody else's
 */
export function editCustomer(order: ProfileEdit, outer?: Trx): Promise<{ fields: string[] }> {
  return transaction(async (trx) => {
    const customer = found(await Customer.lock(order.customerId, trx))
    const fields = Object.keys(order.edit) as (keyof CustomerEdit)[]
    const dirty = fields.filter((field) => (customer[field] ?? null) !== order.edit[field])
    if (dirty.length === 0) return { fields: [] }

    const before = Object.fromEntries(dirty.map((field) => [field, told(field, customer[field])]))
    const after = Object.fromEntries(dirty.map((field) => [field, told(field, order.edit[field])]))
    const { nationalCode, ...edit } = order.edit
    customer.merge(edit)
    if (dirty.includes('nationalCode')) customer.nationalCode = nationalCode ?? null
    await save(customer)
    const subject = { type: 'customer', id: customer.id }
    await audit('edit_customer', { subject, before, after }, order.by, trx)
    const what = { customerId: customer.id, by: order.by, facts: { fields: dirty } }
    await record('customer_edited', { ...what, about: subject, branchId: null }, trx)
    return { fields: dirty }
  }, outer)
}

/** What the audit may know of a value: of a sealed one only its end. */
function told(field: keyof CustomerEdit, value: string | number | null | undefined) {
  return field === 'nationalCode' && value ? `…${String(value).slice(-2)}` : (value ?? null)
}

async function save(customer: Customer) {
  try {
    await customer.save()
  } catch (error) {
    if (!isDuplicate(error)) throw error
    throw new Refusal('national_code_taken', { field: 'nationalCode' })
  }
}
