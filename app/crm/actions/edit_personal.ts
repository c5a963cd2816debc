import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import type { JalaliDay } from '#app/core/jalali'
import { found, Refusal } from '#app/core/refusal'
import { changed, isDuplicate, sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { record } from '#app/crm/record'
import { audit } from '#app/people/models/audit'
import Customer from '#app/people/models/customer'

export const OCCASION_KINDS = ['birthday_of_other', 'wedding', 'memorial', 'other'] as const
export type OccasionKind = (typeof OCCASION_KINDS)[number]

/** More than anybody has. */
const MOST_OCCASIONS = 20

interface Of {
  customerId: number
  by: Actor
}

/** What a customer likes to hear of, as categories. Nothing changed, nothing written. */
export function setInterests(
  { customerId, categoryIds, by }: Of & { categoryIds: readonly number[] },
  outer?: Trx
): Promise<{ changed: boolean }> {
  return transaction(async (trx) => {
    found(await Customer.lock(customerId, trx))
    const rows = await trx.from('customer_interests').where({ customer_id: customerId })
    const before = rows.map((row) => Number(row.category_id)).sort((a, b) => a - b)
    const after = [...new Set(categoryIds)].sort((a, b) => a - b)
    if (before.join() === after.join()) return { changed: false }
    await trx.from('customer_interests').where({ customer_id: customerId }).delete()
    const wanted = after.map((id) => ({ customer_id: customerId, category_id: id }))
    if (wanted.length > 0) await trx.table('customer_interests').multiInsert(wanted)
    await note(customerId, { interests: before }, { interests: after }, by, trx)
    return { changed: true }
  }, outer)
}

/**
 * A day of the year that matters to him.
 * @throws Refusal `occasion_exists`, `too_many_occasions`
 */
export function addOccasion(
  { customerId, by, kind, name, date }: Of & { kind: OccasionKind; name: string; date: JalaliDay },
  outer?: Trx
): Promise<{ occasionId: number }> {
  return transaction(async (trx) => {
    found(await Customer.lock(customerId, trx))
    const known = await trx.from('customer_occasions').where({ customer_id: customerId })
    if (known.length >= MOST_OCCASIONS) throw new Refusal('too_many_occasions', { field: 'name' })
    const row = { customer_id: customerId, kind, name, ...date }
    try {
      await trx.table('customer_occasions').insert({ ...row, created_at: sqlTime(clock.now()) })
    } catch (error) {
      if (isDuplicate(error)) throw new Refusal('occasion_exists', { field: 'name' })
      throw error
    }
    const { id } = await trx.from('customer_occasions').where(row).firstOrFail()
    await note(customerId, { occasion: null }, { occasion: `${kind} ${name}` }, by, trx)
    return { occasionId: Number(id) }
  }, outer)
}

/** @throws NotFound when it is gone, or somebody else's */
export function removeOccasion({
  customerId,
  occasionId,
  by,
}: Of & { occasionId: number }): Promise<void> {
  return transaction(async (trx) => {
    found(await Customer.lock(customerId, trx))
    const mine = trx.from('customer_occasions').where({ id: occasionId, customer_id: customerId })
    const row = await mine.clone().first()
    found((await changed(mine.delete())) === 1 ? row : null)
    await note(customerId, { occasion: `${row.kind} ${row.name}` }, { occasion: null }, by, trx)
  })
}

async function note(
  customerId: number,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  by: Actor,
  trx: Trx
) {
  const subject = { type: 'customer', id: customerId }
  await audit('edit_customer', { subject, before, after }, by, trx)
  const what = { customerId, by, facts: { fields: Object.keys(after) } }
  await record('customer_edited', { ...what, about: subject, branchId: null }, trx)
}
