import db from '@adonisjs/lucid/services/db'
import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import type { Rial } from '#app/core/money'
import { Refusal } from '#app/core/refusal'
import { changed, sqlTime, timeOf, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import Account from '#app/ledger/models/account'
import { audit } from '#app/people/models/audit'
import { record } from '#app/crm/record'
import { areLeaving, assertStaying } from '#app/club/ending_tiers'
import CreditExtension from '#app/club/models/credit_extension'
import { extendable, extendableLots, type ExtensionFilter } from '#app/club/queries/extensions'

/** So many wallets at a time: a short transaction, and little to do again after a death. */
const WALLETS_AT_ONCE = 50

export interface ExtensionOrder extends ExtensionFilter {
  /** Why, for the file of each member and for the audit. */
  reason: string
  by: Extract<Actor, { kind: 'staff' }>
  key: string
}

/**
 * Begins a campaign that gives lots a later end. Nothing moves yet: a job does it wallet by wallet.
 * @throws Refusal of `assertStaying` (field `tier`), `tiers_settling` (409) while members of an ended
 * tier are moved, `end_in_past` (field `end`), `nothing_to_extend` (field `until`), `key_reused`
 */
export function startCreditExtension(
  order: ExtensionOrder,
  outer?: Trx
): Promise<{ extensionId: number; repeated: boolean }> {
  const { key, by, reason, ...filter } = order
  const { tierId, branchId } = filter
  const times = [filter.from, filter.until, filter.newEnd].map(sqlTime)
  return transaction((trx) => {
    const scope = `start_credit_extension:staff:${by.id}`
    return once({ scope, key, input: { tierId, branchId, times, reason } }, trx, async () => {
      if (tierId !== null) await assertReady(tierId, trx)
      if (filter.newEnd <= clock.now()) throw new Refusal('end_in_past', { field: 'end' })
      const { lots, amount } = await extendable(filter, trx)
      if (lots === 0) throw new Refusal('nothing_to_extend', { field: 'until' })
      const extension = await CreditExtension.create(
        {
          tierId,
          branchId,
          endingFrom: filter.from,
          endingUntil: filter.until,
          newEnd: filter.newEnd,
          reason,
          state: 'running',
          lotsFound: lots,
          amountFound: amount,
          startedById: by.id,
        },
        { client: trx }
      )
      const after = { lots, amount, reason, newEnd: times[2] }
      await audit('extend_credit', { subject: extension.ref, after }, by, trx)
      return { extensionId: extension.id }
    })
  }, outer)
}

/** By tier it finds whom it should only when everybody is where he belongs. */
async function assertReady(tierId: number, trx: Trx): Promise<void> {
  await assertStaying([tierId], 'tier', trx)
  if (await areLeaving(trx)) throw new Refusal('tiers_settling', { status: 409 })
}

/**
 * Does the next wallets of a running campaign. Cut off anywhere, it goes on where it was; of two
 * nodes at once the guarded step of its cursor lets one through.
 * @returns how many lots got a later end; null when it is done
 */
export async function runCreditExtension(id: number, outer?: Trx): Promise<number | null> {
  return transaction(async (trx) => {
    const extension = await CreditExtension.find(id, { client: trx })
    if (!extension || extension.state === 'done') return null
    const filter = filterOf(extension)
    const accounts = await nextAccounts(filter, extension.cursorAccount, trx)
    if (accounts.length === 0) {
      await finish(extension, extension.cursorAccount, trx)
      return null
    }
    if (!(await step(extension, accounts.at(-1)!, trx))) return 0
    await Account.lock(accounts, trx)
    const lots = await lotsOf(accounts, filter, trx)
    await extendLots(extension, lots, trx)
    if (accounts.length < WALLETS_AT_ONCE) await finish(extension, accounts.at(-1)!, trx)
    return lots.length
  }, outer)
}

/** Campaigns that are under way: their ids. */
export async function runningExtensions(): Promise<number[]> {
  const rows = await db.from('credit_extensions').where('state', 'running').orderBy('id')
  return rows.map((row) => Number(row.id))
}

interface LotToExtend {
  id: number
  customerId: number
  branchId: number | null
  remaining: Rial
  formerEnd: string
}

function filterOf(extension: CreditExtension): ExtensionFilter {
  const { tierId, branchId, endingFrom: from, endingUntil: until, newEnd } = extension
  return { tierId, branchId, from, until, newEnd }
}

async function nextAccounts(filter: ExtensionFilter, after: number, trx: Trx): Promise<number[]> {
  const rows = await extendableLots(filter, trx)
    .where('l.account_id', '>', after)
    .groupBy('l.account_id')
    .orderBy('l.account_id')
    .limit(WALLETS_AT_ONCE)
    .select('l.account_id')
  return rows.map((row) => Number(row.account_id))
}

/** The cursor goes forward once; whoever comes second does nothing. */
async function step(extension: CreditExtension, to: number, trx: Trx): Promise<boolean> {
  const { id, cursorAccount } = extension
  const mine = trx
    .from('credit_extensions')
    .where({ id, state: 'running', cursor_account: cursorAccount })
  return (await changed(mine.update({ cursor_account: to }))) === 1
}

async function finish({ id }: CreditExtension, cursor: number, trx: Trx): Promise<void> {
  const finishedAt = sqlTime(clock.now())
  await trx
    .from('credit_extensions')
    .where({ id, state: 'running', cursor_account: cursor })
    .update({ state: 'done', finished_at: finishedAt })
}

async function lotsOf(accounts: number[], filter: ExtensionFilter, trx: Trx) {
  const rows = await extendableLots(filter, trx)
    .whereIn('l.account_id', accounts)
    .orderBy('l.id')
    .select('l.id', 'l.customer_id', 'l.branch_id', 'l.remaining', 'l.expires_at')
  return rows.map((row): LotToExtend => ({
    id: Number(row.id),
    customerId: Number(row.customer_id),
    branchId: row.branch_id === null ? null : Number(row.branch_id),
    remaining: Number(row.remaining),
    formerEnd: sqlTime(timeOf(row.expires_at)),
  }))
}

/** Warnings of the former end are forgotten, so that the member is warned of the new one. */
async function extendLots(extension: CreditExtension, lots: LotToExtend[], trx: Trx) {
  if (lots.length === 0) return
  const ids = lots.map(({ id }) => id)
  await trx
    .from('lots')
    .whereIn('id', ids)
    .update({ expires_at: sqlTime(extension.newEnd) })
  await trx.from('expiry_warning_lots').whereIn('lot_id', ids).delete()
  await trx.table('credit_extension_lots').multiInsert(
    lots.map((lot) => ({
      extension_id: extension.id,
      lot_id: lot.id,
      amount: lot.remaining,
      former_end: lot.formerEnd,
    }))
  )
  const amount = lots.reduce((sum, { remaining }) => sum + remaining, 0)
  await trx
    .from('credit_extensions')
    .where('id', extension.id)
    .update({
      lots_done: trx.raw('lots_done + ?', [lots.length]),
      amount_done: trx.raw('amount_done + ?', [amount]),
    })
  await tell(extension, lots, trx)
}

/** One record and one message for each member, however many lots it is. */
async function tell(extension: CreditExtension, lots: LotToExtend[], trx: Trx) {
  const { newEnd: date, reason, ref: about, startedById } = extension
  const by = { kind: 'staff', id: startedById } as const
  for (const customerId of new Set(lots.map((lot) => lot.customerId))) {
    const own = lots.filter((lot) => lot.customerId === customerId)
    const amount = own.reduce((sum, { remaining }) => sum + remaining, 0)
    const { branchId } = own[0]
    const params = { amount: { rial: amount }, date }
    const facts = { reason, lots: own.length, until: date.toISO() }
    await record('credit_extended', { customerId, about, amount, branchId, by, params, facts }, trx)
  }
}
