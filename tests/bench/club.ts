import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { whyOf } from '#app/club/earning'
import { sqlTime } from '#app/core/sql'
import { type Bulk, bulk } from '#tests/bench/bulk'
import { givenClub } from '#tests/support/given_club'
import { givenStaff } from '#tests/support/given_people'
import { givenShop } from '#tests/support/given_sales'

/** Customers, members and accounts begin above these ids, so that each can be told from a number. */
const FIRST = 1_000_000

/** What a member has, in Rial: five earnings less four spends and what ended. */
const [EARNED, SPENT, ENDED] = [36_000, 15_000, 20_000]
const CREDIT = 5 * EARNED - 4 * SPENT - ENDED
const LIFE = 'earn earn spend earn spend expire earn spend earn spend'.split(' ')
export const LEDGER_ROWS = LIFE.length

const HOUSE = { earn: 1, spend: 2, expire: 3 }
const HOUSE_KINDS = ['house_credit_given', 'house_credit_spent', 'house_breakage']

/** As the till would have written it: two thirds of a lot are its reason. */
const WHY = JSON.stringify(
  whyOf({
    tier: { code: 'bronze', nameFa: 'برنزی', nameEn: 'Bronze', earnBasisPoints: 300 },
    base: 3_000_000,
    document: 'TS-10001',
  })
)

/** Members of the club who are spread over all of it. */
export type Member = { customerId: number; mobile: string }

export interface Club {
  members: number
  staff: { cashier: number; administrator: number }
  /** So many members, another stretch of them for each `nth`. */
  some(count: number, nth: number): Member[]
}

/**
 * A club of so many members: each with ten rows in the ledger, a lot that ended and one that ends at
 * `expiresAt`, two records and two purchases of this year; every tenth is in gold and has bought too
 * little for it. Rows stand as they came in time: who earned one after the other are strangers, so
 * that what belongs to one member lies all over the tables.
 */
export async function seedClub(
  members: number,
  expiresAt: string,
  { withLedger = true } = {}
): Promise<Club> {
  await givenClub.tiers()
  const rows = await bulk()
  await people(rows, members)
  if (withLedger) await ledger(rows, members, expiresAt)
  await past(rows, members)
  await rows.end()
  const at = now()
  await db
    .table('accounts')
    .multiInsert(
      HOUSE_KINDS.map((kind, n) => ({ id: n + 1, name: `${kind}:web`, kind, created_at: at }))
    )
  const shop = await givenShop()
  const cashier = await givenStaff({ role: 'cashier', branchId: shop.branch.id })
  const administrator = await givenStaff({ role: 'administrator' })
  return {
    members,
    staff: { cashier: cashier.id, administrator: administrator.id },
    some: (count, nth) =>
      Array.from({ length: count }, (_, n) => memberAt(scattered(n + nth * count, nth, members))),
  }
}

const now = () => sqlTime(clock.now())
const quoted = (text: string) => `'${text}'`

const memberAt = (n: number): Member => ({
  customerId: FIRST + n,
  mobile: `+989${300_000_000 + n}`,
})

/** A prime: its multiples visit each member once before they come again. */
const STRIDE = 611_953
const SHIFT = 7919
const scattered = (n: number, round: number, members: number) =>
  (n * STRIDE + round * SHIFT) % members

async function people(rows: Bulk, members: number) {
  const tiers = await db.from('tiers').select('id', 'code')
  const tier = (code: string) => tiers.find((row) => row.code === code).id
  const at = quoted(now())
  await rows.fill('customers', members, () => ({
    id: `${FIRST} + i`,
    mobile: `CONCAT('+989', 300000000 + i)`,
    first_name: quoted('عضو'),
    last_name: `CONCAT('شمارهٔ ', i)`,
    status: quoted('valid'),
    kind: quoted('natural'),
    locale: quoted('fa'),
    search_key: `CONCAT('عضو شماره ', i, ' +989', 300000000 + i)`,
    last_name_key: `CONCAT('شماره ', i, ' عضو')`,
    created_at: at,
  }))
  await rows.fill('members', members, () => ({
    id: `${FIRST} + i`,
    customer_id: `${FIRST} + i`,
    tier_id: `CASE WHEN i % 10 = 0 THEN ${tier('gold')} ELSE ${tier('bronze')} END`,
    source: quoted('import'),
    referral_code: `CONCAT('M', i)`,
    joined_at: at,
    created_at: at,
  }))
}

async function ledger(rows: Bulk, members: number, expiresAt: string) {
  const at = quoted(now())
  const member = (round: string) =>
    `${FIRST} + (i % ${members} * ${STRIDE} + ${round}) % ${members}`
  await rows.fill('accounts', 2 * members, () => {
    const [kind, owner] = [
      `CASE WHEN i < ${members} THEN 'member_credit' ELSE 'member_pending' END`,
    ].flatMap((kindOf) => [kindOf, `${FIRST} + i % ${members}`])
    return {
      id: `${FIRST} + i`,
      name: `CONCAT(${kind}, ':', ${owner})`,
      kind,
      customer_id: owner,
      available: `CASE WHEN i < ${members} THEN ${CREDIT} ELSE 0 END`,
      held: '0',
      created_at: at,
    }
  })
  await rows.fill('wallets', members, () => ({
    id: `${FIRST} + i`,
    customer_id: `${FIRST} + i`,
    credit_account_id: `${FIRST} + i`,
    pending_account_id: `${FIRST + members} + i`,
    created_at: at,
  }))
  await rows.fill('transfers', LEDGER_ROWS * members, (div) => {
    const round = div('i', members)
    const own = member(`${round} * ${SHIFT}`)
    const choose = (of: (reason: string, n: number) => string | number) =>
      `CASE ${round} ${LIFE.map((reason, n) => `WHEN ${n} THEN ${of(reason, n)}`).join(' ')} END`
    return {
      id: 'i + 1',
      debit_account_id: choose((reason) => (reason === 'earn' ? HOUSE.earn : own)),
      credit_account_id: choose((reason) =>
        reason === 'earn' ? own : HOUSE[reason as keyof typeof HOUSE]
      ),
      amount: choose((reason) => ({ earn: EARNED, spend: SPENT, expire: ENDED })[reason]!),
      reason: choose((reason) => quoted(reason)),
      about_type: quoted('till_sale'),
      about_id: 'i + 1',
      actor_kind: quoted('system'),
      created_at: choose((_, n) => quoted(sqlTime(clock.now().minus({ months: LEDGER_ROWS - n })))),
    }
  })
  const [ended, soon] = [quoted(sqlTime(clock.now().minus({ months: 5 }))), quoted(expiresAt)]
  const either = (old: string | number, fresh: string | number) =>
    `CASE WHEN i < ${members} THEN ${old} ELSE ${fresh} END`
  await rows.fill('lots', 2 * members, () => {
    const own = member(either(0, SHIFT))
    return {
      id: 'i + 1',
      account_id: own,
      customer_id: own,
      amount: either(ENDED, CREDIT),
      remaining: either(0, CREDIT),
      lapsed: either(ENDED, 0),
      state: either(quoted('expired'), quoted('available')),
      rule: quoted('tier_percent'),
      why: quoted(WHY),
      source_type: quoted('till_sale'),
      source_id: 'i + 1',
      earned_at: ended,
      available_at: ended,
      expires_at: either(ended, soon),
      created_at: ended,
    }
  })
}

/** What the house remembers of them besides. */
async function past(rows: Bulk, members: number) {
  const at = quoted(now())
  const owner = (div: (a: string, b: number) => string) =>
    `${FIRST} + (i % ${members} * ${STRIDE} + ${div('i', members)} * ${SHIFT}) % ${members}`
  await rows.fill('crm_records', 2 * members, (div) => ({
    id: 'i + 1',
    kind: quoted('till_sale'),
    customer_id: owner(div),
    about_type: quoted('till_sale'),
    about_id: 'i + 1',
    actor_kind: quoted('system'),
    facts: quoted('{}'),
    created_at: at,
  }))
  await rows.fill('customer_purchases', 2 * members, (div) => ({
    id: 'i + 1',
    customer_id: owner(div),
    invoice_id: '1000000000 + i',
    amount: '2000000 + i % 1000 * 1000',
    created_at: at,
  }))
}
