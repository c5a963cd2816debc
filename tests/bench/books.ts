import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { sqlTime } from '#app/core/sql'
import { givenClub } from '#tests/support/given_club'

export const CREDIT = 100_000

/** Customers and accounts begin above these ids, so that both can be told from the number. */
const FIRST = 1_000_000

/**
 * Books of so many members in bulk, by the database itself: each has a wallet and one lot of 100,000
 * Rial that ends at `expiresAt`, earned together with `rows` older movements of his.
 */
export async function seedBooks(of: { members: number; rows: number; expiresAt: string }) {
  await givenClub.tiers()
  const tier = await db.from('tiers').orderBy('position').firstOrFail()
  const now = sqlTime(clock.now())
  const numbers = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${of.members})`
  const many = (into: string, select: string) =>
    db.rawQuery(
      db.connection().dialect.name === 'mysql'
        ? `INSERT INTO ${into} ${numbers} ${select}`
        : `${numbers} INSERT INTO ${into} ${select}`
    )
  const [house] = await db
    .table('accounts')
    .insert({ name: 'house_credit_given:web', kind: 'house_credit_given', created_at: now })
  const id = (extra = 0) => `${FIRST + extra} + i`

  await many(
    'customers (id, mobile, first_name, last_name, status, kind, locale, search_key, created_at)',
    `SELECT ${id()}, CONCAT('+98', 9300000000 + i), 'عضو', i, 'valid', 'natural', 'fa', 'عضو', '${now}' FROM n`
  )
  await many(
    'members (customer_id, tier_id, source, referral_code, joined_at, created_at)',
    `SELECT ${id()}, ${tier.id}, 'import', CONCAT('M', i), '${now}', '${now}' FROM n`
  )
  for (const [kind, start, available] of [
    ['member_credit', 0, CREDIT],
    ['member_pending', of.members, 0],
  ] as const) {
    await many(
      'accounts (id, name, kind, customer_id, available, held, created_at)',
      `SELECT ${id(start)}, CONCAT('${kind}:', ${id()}), '${kind}', ${id()}, ${available}, 0, '${now}' FROM n`
    )
  }
  await many(
    'wallets (customer_id, credit_account_id, pending_account_id, created_at)',
    `SELECT ${id()}, ${id()}, ${id(of.members)}, '${now}' FROM n`
  )
  const amount = CREDIT / of.rows
  for (let row = 0; row < of.rows; row++) {
    await many(
      'transfers (debit_account_id, credit_account_id, amount, reason, about_type, about_id, actor_kind, created_at)',
      `SELECT ${house}, ${id()}, ${amount}, 'earn', 'till_sale', i, 'system', '${now}' FROM n`
    )
  }
  await many(
    'lots (account_id, customer_id, amount, remaining, state, rule, why, source_type, source_id, earned_at, available_at, expires_at, created_at)',
    `SELECT ${id()}, ${id()}, ${CREDIT}, ${CREDIT}, 'available', 'tier_percent', '{}', 'till_sale', i, '${now}', '${now}', '${of.expiresAt}', '${now}' FROM n`
  )
}
