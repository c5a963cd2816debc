import { Refusal } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import Customer from '#app/people/models/customer'
import SignInCode from '#app/people/models/sign_in_code'

export interface CodeEntry {
  /** E.164. */
  mobile: string
  /** Five digits. */
  code: string
}

type Outcome = { fits: true; customer: Customer | null } | { fits: false; left: number }

/**
 * Proves that the mobile is his. Answers the customer, or null when the number is new to us. A
 * wrong code costs one of five tries, which stays stored although the entry is refused.
 * @throws Refusal `code_over` when there is no code to try, `wrong_code` with the tries left,
 *   `customer_blocked`; field `code`
 */
export async function signInWithCode(entry: CodeEntry): Promise<Customer | null> {
  const outcome = await transaction((trx) => tryCode(entry, trx))
  if (!outcome) throw new Refusal('code_over', { field: 'code' })
  if (!outcome.fits) {
    throw new Refusal('wrong_code', { field: 'code', params: { left: outcome.left } })
  }
  if (outcome.customer?.status === 'blocked') {
    throw new Refusal('customer_blocked', { field: 'code' })
  }
  return outcome.customer
}

async function tryCode({ mobile, code }: CodeEntry, trx: Trx): Promise<Outcome | null> {
  const sent = await SignInCode.latest(mobile, trx)
  if (!sent || !(await sent.takeTry(trx))) return null
  if (!sent.fits(code)) return { fits: false, left: await sent.triesLeft(trx) }
  await sent.use(trx)
  return { fits: true, customer: await Customer.findByMobile(mobile, trx) }
}
