import type { Locale } from '#app/core/digits'
import { transaction } from '#app/core/transaction'
import { joinClub } from '#app/club/actions/join_club'
import { mayJoin } from '#app/club/membership'
import { registerCustomer } from '#app/crm/actions/register_customer'
import type Customer from '#app/people/models/customer'

export interface Newcomer {
  /** E.164, proved to be his. */
  mobile: string
  firstName: string
  lastName: string
  locale: Locale
  /** He ticked «می‌خواهم عضو باشگاه شوم». */
  joins: boolean
  referralCode?: string
}

/**
 * A newcomer becomes a customer and, if he wishes and the rules of membership let him, a member at
 * once: both or neither.
 * @throws Refusal of `joinClub` for a referral code that is nobody's
 */
export function registerAtSite({ joins, referralCode, ...person }: Newcomer): Promise<Customer> {
  return transaction(async (trx) => {
    const { customer } = await registerCustomer(person, trx)
    const by = { kind: 'customer', id: customer.id } as const
    const isLetIn = joins && (await mayJoin(Boolean(referralCode), trx))
    if (isLetIn) await joinClub({ customerId: customer.id, source: 'web', by, referralCode }, trx)
    return customer
  })
}
