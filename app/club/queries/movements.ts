import db from '@adonisjs/lucid/services/db'
import type Wallet from '#app/club/models/wallet'
import { ADJUSTMENT, type AdjustmentReason } from '#app/club/models/adjustment'
import { cutPage } from '#app/core/page'
import type { Rial } from '#app/core/money'
import Lot from '#app/ledger/models/lot'
import type { TransferReason } from '#app/ledger/transfer'

const PAGE = 20

/** One line of a member's account, the newest first. */
export interface Movement {
  id: number
  amount: Rial
  /** Of real money, not of gift credit. */
  isCash: boolean
  reason: TransferReason
  /** 1: the member has more than before, −1: less, 0: it only ripened. */
  direction: 1 | 0 | -1
  document: { type: string; id: number } | null
  /** Of credit that was given: the lot that says why it was so much. */
  lot: Lot | null
  branch: { name_fa: string; name_en: string } | null
  /** Of a change by hand: why it was made. */
  because: AdjustmentReason | null
  /** As the database keeps it. */
  at: string
}

export interface MovementPage {
  movements: Movement[]
  /** For the address of the next page; null on the last one. */
  next: number | null
}

interface Row {
  id: number
  debit_account_id: number
  credit_account_id: number
  amount: number
  reason: TransferReason
  about_type: string | null
  about_id: number | null
  name_fa: string | null
  name_en: string | null
  created_at: string
}

/** Everything that moved a member's credit, a page at a time, by key: each page costs the same. */
export async function movementsOf(wallet: Wallet, after?: number): Promise<MovementPage> {
  const accounts = await accountsOf(wallet)
  const cash = wallet.cashAccountId
  if (cash !== null) accounts.push(cash)
  const rows = await latest(accounts, after ?? Number.MAX_SAFE_INTEGER)
  const { shown, next } = cutPage(rows, PAGE)
  const movements = shown.map((row) => movementOf(row, accounts, cash))
  await addReasons(movements, wallet.customerId)
  await addAdjustments(movements)
  return { movements, next }
}

async function accountsOf({ creditAccountId, customerId, pendingAccountId }: Wallet) {
  const name = `member_debt:${customerId}`
  const debt = await db.from('accounts').where('name', name).select('id').first()
  return [creditAccountId, pendingAccountId, ...(debt ? [Number(debt.id)] : [])]
}

/**
 * Each side of each account is read from its own index and cut off before they are put together; a
 * transfer between the member's own accounts comes twice and is counted once by UNION.
 */
async function latest(accounts: number[], before: number): Promise<Row[]> {
  const sides = accounts.flatMap((id) => [
    { column: 'debit_account_id', id },
    { column: 'credit_account_id', id },
  ])
  const parts = sides.map(
    ({ column }, n) =>
      `SELECT * FROM (SELECT id FROM transfers WHERE ${column} = ? AND id < ?
       ORDER BY id DESC LIMIT ${PAGE + 1}) AS side${n}`
  )
  const answer = await db.rawQuery(
    `SELECT t.id, t.debit_account_id, t.credit_account_id, t.amount, t.reason, t.about_type,
       t.about_id, t.created_at, b.name_fa, b.name_en
     FROM (${parts.join(' UNION ')}) AS page
     JOIN transfers t ON t.id = page.id
     LEFT JOIN branches b ON b.id = t.branch_id
     ORDER BY page.id DESC LIMIT ${PAGE + 1}`,
    sides.flatMap(({ id }) => [id, before])
  )
  return db.connection().dialect.name === 'mysql' ? answer[0] : answer
}

function movementOf(row: Row, accounts: number[], cash: number | null): Movement {
  const isMine = (id: number) => accounts.includes(Number(id))
  const [gives, takes] = [isMine(row.debit_account_id), isMine(row.credit_account_id)]
  return {
    id: Number(row.id),
    amount: Number(row.amount),
    isCash: [row.debit_account_id, row.credit_account_id].some((id) => Number(id) === cash),
    reason: row.reason,
    direction: gives && takes && row.reason !== 'offset' ? 0 : takes && !gives ? 1 : -1,
    document: row.about_type ? { type: row.about_type, id: Number(row.about_id) } : null,
    lot: null,
    because: null,
    branch: row.name_fa && row.name_en ? { name_fa: row.name_fa, name_en: row.name_en } : null,
    at: row.created_at,
  }
}

const GIVEN: readonly TransferReason[] = ['earn', 'earn_pending']

/** A document gives a lot for each rule; the amount tells them apart, and each is shown once. */
async function addReasons(movements: Movement[], customerId: number): Promise<void> {
  const given = movements.filter(({ reason, document }) => document && GIVEN.includes(reason))
  if (given.length === 0) return
  const lots = await Lot.query()
    .where('customerId', customerId)
    .whereIn('sourceType', [...new Set(given.map(({ document }) => document!.type))])
    .whereIn('sourceId', [...new Set(given.map(({ document }) => document!.id))])
  const shown = new Set<Lot>()
  for (const movement of given) {
    const { document, amount } = movement
    const isFrom = (lot: Lot) => lot.sourceType === document!.type && lot.sourceId === document!.id
    movement.lot =
      lots.find((lot) => isFrom(lot) && lot.amount === amount && !shown.has(lot)) ?? null
    if (movement.lot) shown.add(movement.lot)
  }
}

async function addAdjustments(movements: Movement[]): Promise<void> {
  const adjusted = movements.filter(({ document }) => document?.type === ADJUSTMENT)
  if (adjusted.length === 0) return
  const ids = adjusted.map(({ document }) => document!.id)
  const rows = await db.from('credit_adjustments').whereIn('id', ids).select('id', 'reason')
  const reasons = new Map(rows.map((row) => [Number(row.id), row.reason as AdjustmentReason]))
  for (const movement of adjusted) movement.because = reasons.get(movement.document!.id) ?? null
}
