import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { sqlTime } from '#app/core/sql'
import Tier from '#app/club/models/tier'
import type Branch from '#app/people/models/branch'
import { liabilityNow } from '#app/reports/queries/club_figures'
import type { Scope } from '#app/reports/queries/sales_figures'

/** How long ago credit was earned, in days; the last is older than all. */
export const AGES = [30, 90, 180, 365] as const
/** In how many days it ends; the last group ends later or never. */
export const ENDINGS = [30, 60, 90] as const

export interface Share {
  /** Null: of no branch, of nobody in a tier, or beyond the last bound. */
  of: number | null
  amount: Rial
}

export interface Liability {
  /** May be spent now, and waits for the end of the right of withdrawal; Rial. */
  available: Rial
  pending: Rial
  /** Set aside for open documents, and in no lot; of all branches only, as balances are. */
  held: Rial | null
  /** What members owe after returns, apart: the house's asset; of all branches only. */
  owed: { amount: Rial; members: number } | null
  /** Members' real money, free and set aside; of the whole house, for it belongs to no branch. */
  cash: Rial | null
  byAge: Share[]
  byEnding: Share[]
  byTier: (Share & { tier: Tier | null })[]
  byBranch: (Share & { branch: Branch | null })[]
  history: { earned: Rial; expired: Rial }
  /** Of what was earned in the last 12 months, what expired: percent × 100; null without history. */
  breakage: number | null
  /** What will probably never be spent, in Rial. */
  expectedBreakage: Rial | null
}

interface Cell {
  state: string
  age: number
  ending: number
  branch: number | null
  tier: number | null
  amount: Rial
}

/**
 * What the club owes its members, from their open lots in one pass; of some branches: what was
 * earned there. Credit put aside for open documents is no longer in the lots: it stands by itself, and
 * with it the whole is what the self-audit says.
 */
export async function liabilityOf(scope: Scope, branches: Branch[]): Promise<Liability> {
  const [cells, history, tiers, cash, now] = await Promise.all([
    openLots(scope),
    lastTwelveMonths(scope),
    Tier.ladder(),
    scope === 'all' ? moneyOfMembers() : null,
    scope === 'all' ? liabilityNow() : null,
  ])
  const held = now?.held ?? null
  const state = (name: string) => sum(cells.filter((cell) => cell.state === name))
  const [available, pending] = [state('available'), state('pending')]
  const { earned, expired } = history
  const breakage = earned > 0 ? Math.min(10_000, Math.round((expired * 10_000) / earned)) : null
  const bounded = (key: 'age' | 'ending', bounds: readonly number[]) =>
    [...bounds, null].map((of, at) => ({ of, amount: sum(cells.filter((c) => c[key] === at)) }))
  return {
    available,
    pending,
    held,
    owed: scope === 'all' ? await owedByMembers() : null,
    cash,
    byAge: bounded('age', AGES),
    byEnding: bounded('ending', ENDINGS),
    byTier: shares(cells, 'tier').map((share) => ({
      ...share,
      tier: tiers.find(({ id }) => id === share.of) ?? null,
    })),
    byBranch: shares(cells, 'branch').map((share) => ({
      ...share,
      branch: branches.find(({ id }) => id === share.of) ?? null,
    })),
    history,
    breakage,
    expectedBreakage:
      breakage === null ? null : Math.round(((available + pending) * breakage) / 10_000),
  }
}

const sum = (cells: { amount: Rial }[]) => cells.reduce((total, { amount }) => total + amount, 0)

/** Only wallets that ever had real money are read. */
async function moneyOfMembers(): Promise<Rial> {
  const row = await db
    .from('wallets as w')
    .join('accounts as a', 'a.id', 'w.cash_account_id')
    .whereNotNull('w.cash_account_id')
    .sum({ free: 'a.available', held: 'a.held' })
    .first()
  return Number(row?.free ?? 0) + Number(row?.held ?? 0)
}

/** The largest first. */
function shares(cells: Cell[], key: 'tier' | 'branch'): Share[] {
  const ids = [...new Set(cells.map((cell) => cell[key]))]
  return ids
    .map((of) => ({ of, amount: sum(cells.filter((cell) => cell[key] === of)) }))
    .sort((a, b) => b.amount - a.amount)
}

/** A few hundred sums at most, however many lots are open. */
async function openLots(scope: Scope): Promise<Cell[]> {
  const now = clock.now()
  const ages = AGES.map((days) => sqlTime(now.minus({ days })))
  const endings = ENDINGS.map((days) => sqlTime(now.plus({ days })))
  const branches = scope === 'all' ? '' : `AND l.branch_id IN (${[0, ...scope].join(', ')})`
  const answer = await db.rawQuery(
    `SELECT x.state, x.age, x.ending, x.branch, x.tier, SUM(x.remaining) AS amount FROM (
       SELECT l.state, l.remaining, l.branch_id AS branch, m.tier_id AS tier,
         CASE ${AGES.map((_, at) => `WHEN l.earned_at > ? THEN ${at}`).join(' ')}
           ELSE ${AGES.length} END AS age,
         CASE ${ENDINGS.map((_, at) => `WHEN l.expires_at <= ? THEN ${at}`).join(' ')}
           ELSE ${ENDINGS.length} END AS ending
       FROM lots l LEFT JOIN members m ON m.customer_id = l.customer_id
       WHERE l.state IN ('available', 'pending') ${branches}) AS x
     GROUP BY x.state, x.age, x.ending, x.branch, x.tier`,
    [...ages, ...endings]
  )
  const rows = rowsOf(answer)
  return rows.map((row) => ({
    state: String(row.state),
    age: Number(row.age),
    ending: Number(row.ending),
    branch: row.branch === null ? null : Number(row.branch),
    tier: row.tier === null ? null : Number(row.tier),
    amount: Number(row.amount),
  }))
}

/** A debt is of a member, not of a branch. */
async function owedByMembers() {
  const row = await db
    .from('accounts')
    .where('kind', 'member_debt')
    .where('available', '>', 0)
    .count('* as members')
    .sum('available as amount')
    .firstOrFail()
  return { amount: Number(row.amount ?? 0), members: Number(row.members) }
}

/** Earned net of what was taken back, and expired. */
async function lastTwelveMonths(scope: Scope) {
  const query = db
    .from('transfers')
    .whereIn('reason', ['earn', 'earn_pending', 'void_pending', 'clawback', 'expire'])
    .where('created_at', '>=', sqlTime(clock.now().minus({ months: 12 })))
    .groupBy('reason')
    .select('reason')
    .sum('amount as amount')
  if (scope !== 'all') query.whereIn('branch_id', scope)
  const rows = await query
  const of = (reason: string) => Number(rows.find((row) => row.reason === reason)?.amount ?? 0)
  return {
    earned: of('earn') + of('earn_pending') - of('void_pending') - of('clawback'),
    expired: of('expire'),
  }
}

export interface JournalLine {
  debit: string
  credit: string
  reason: string
  name_fa: string | null
  name_en: string | null
  count: number
  amount: Rial
}

/** Everything that moved between two moments, as an accountant books it: a line for each kind. */
export async function journalOf(
  { start, end }: { start: string; end: string },
  scope: Scope
): Promise<JournalLine[]> {
  const query = db
    .from('transfers as t')
    .join('accounts as d', 'd.id', 't.debit_account_id')
    .join('accounts as c', 'c.id', 't.credit_account_id')
    .leftJoin('branches as b', 'b.id', 't.branch_id')
    .where('t.created_at', '>=', start)
    .where('t.created_at', '<', end)
    .groupBy('d.kind', 'c.kind', 't.reason', 'b.id', 'b.name_fa', 'b.name_en')
    .orderBy(['t.reason', 'b.id'])
    .select('d.kind as debit', 'c.kind as credit', 't.reason', 'b.name_fa', 'b.name_en')
    .count('* as count')
    .sum('t.amount as amount')
  if (scope !== 'all') query.whereIn('t.branch_id', scope)
  const rows = await query
  return rows.map((row) => ({ ...row, count: Number(row.count), amount: Number(row.amount) }))
}

type Cells = Record<keyof Cell, string | number | null>[]

function rowsOf(answer: unknown): Cells {
  return (db.connection().dialect.name === 'mysql' ? (answer as [Cells])[0] : answer) as Cells
}
