import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { sqlTime } from '#app/core/sql'
import type Staff from '#app/people/models/staff'
import Tier from '#app/club/models/tier'
import { sellAtTill, type TillOrder } from '#app/till/actions/sell_at_till'
import { given } from '#tests/support/given'
import { givenClub } from '#tests/support/given_club'
import { givenStaff } from '#tests/support/given_people'
import { asStaff, newKey } from '#tests/support/given_sales'

export interface Counter {
  branchId: number
  cashier: Staff
}

/** A branch with a cashier of its own. */
export async function givenCounter(): Promise<Counter> {
  const branch = await given.branch()
  return {
    branchId: branch.id,
    cashier: await givenStaff({ role: 'cashier', branchId: branch.id }),
  }
}

/** A sale at that counter; a bill of a million Rial in cash without a card, unless said. */
export function sell({ branchId, cashier }: Counter, wish: Partial<TillOrder> = {}) {
  return sellAtTill({
    branchId,
    staffId: cashier.id,
    amount: 1_000_000,
    credit: 0,
    method: 'cash',
    key: newKey(),
    by: asStaff(cashier),
    ...wish,
  })
}

/** A tier by its rules, beside the four of the house. */
export function givenTier(rules: {
  earnBasisPoints?: number
  spendThreshold?: Rial
  maxShareBasisPoints?: number
}): Promise<Tier> {
  tiers++
  return Tier.create({
    code: `story${tiers}`,
    nameFa: `سطح ${tiers}`,
    nameEn: `Tier ${tiers}`,
    colour: '#336699',
    position: 100 + tiers,
    earnBasisPoints: 500,
    referralBasisPoints: 0,
    threshold: 0,
    spendThreshold: 0,
    maxShareBasisPoints: 10_000,
    ...rules,
  })
}
let tiers = 0

/** A member who can be named by the number of his card. */
export async function givenCardHolder(
  wish: { credit?: Rial; rules?: Parameters<typeof givenTier>[0] } = {}
) {
  const story = await givenClub.member({ credit: wish.credit })
  if (wish.rules) {
    const tier = await givenTier(wish.rules)
    await story.member.merge({ tierId: tier.id }).save()
  }
  const card = (await story.member.electronicCard())!
  return { ...story, card: card.number, cardId: card.id }
}

/** The one rate of VAT in the story, in basis points. */
export async function givenVat(basisPoints: number) {
  await db.from('vat_rates').delete()
  await db.table('vat_rates').insert({ starts_on: '2024-01-01', basis_points: basisPoints })
}

export async function blockCard(cardId: number) {
  await db
    .from('cards')
    .where('id', cardId)
    .update({ status: 'blocked', blocked_at: sqlTime(clock.now()) })
}

/** What a sale at the counter touches; the same before and after what was refused. */
export async function tillBooks(): Promise<string> {
  const tables = [
    'idempotency_keys',
    'till_sales',
    'invoices',
    'invoice_lines',
    'serials',
    'accounts',
    'transfers',
    'lots',
    'lot_draws',
    'crm_cases',
    'crm_records',
    'outgoing_messages',
    'customer_stats',
    'customer_purchases',
    'customers',
    'members',
    'cards',
  ]
  const rows: unknown[] = []
  for (const table of tables) rows.push([table, await db.from(table).select('*')])
  return JSON.stringify(rows)
}
