import type { Actor } from '#app/core/actor'
import { once } from '#app/core/idempotency'
import { transaction } from '#app/core/transaction'
import { joinClub } from '#app/club/actions/join_club'
import { registerCustomer } from '#app/crm/actions/register_customer'

export interface NewMember {
  branchId: number
  /** E.164, told by the person at the counter. */
  mobile: string
  firstName: string
  lastName: string
  key: string
  by: Extract<Actor, { kind: 'staff' }>
}

/**
 * Somebody at the counter joins: a customer (or the one whom the mobile already names, unchanged)
 * with a membership, an electronic card and the welcome by SMS.
 */
export function joinAtTill({ key, by, ...person }: NewMember) {
  const scope = `join_at_till:staff:${by.id}`
  return transaction((trx) =>
    once({ scope, key, input: person }, trx, async () => {
      const { branchId } = person
      const { customer } = await registerCustomer({ ...person, locale: 'fa', by }, trx)
      await joinClub({ customerId: customer.id, source: 'till', branchId, by }, trx)
      return { customerId: customer.id, mobile: customer.mobile }
    })
  )
}
