import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import { found, Refusal } from '#app/core/refusal'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { settings } from '#app/people/models/setting'
import { record } from '#app/crm/record'
import { addWorkingDays } from '#app/crm/working_calendar'
import Remittance from '#app/warehouse/models/remittance'
import { lockOwner } from '#app/sales/actions/lock_owner'
import type PreInvoice from '#app/sales/models/pre_invoice'

export interface Picking {
  remittanceId: number
  by: Extract<Actor, { kind: 'staff' }>
  key: string
  /** `scanned`: what was scanned and no more; else all of it, as the keeper says. */
  what?: 'all' | 'scanned'
  /** Working days after which the rest is promised, when not all was scanned. */
  restInDays?: number
}

/** The remittance of what was not found, when there is one. */
type Picked = { remittanceId: number; restId: number | null }

/**
 * The keeper has taken the goods of a remittance from the shelf: stock falls now. Of what was not
 * found a back-order is written, whose goods stay reserved; the customer is told when they come.
 * @throws Refusal `illegal_move` (409), `key_reused`, `nothing_scanned`, `not_all_scanned`
 */
export function pickRemittance(
  { by, key, ...picking }: Picking,
  outer?: Trx
): Promise<Picked & { repeated: boolean }> {
  return transaction((trx) => {
    const scope = `pick_remittance:staff:${by.id}`
    return once({ scope, key, input: picking }, trx, () => pick({ ...picking, by }, trx))
  }, outer)
}

async function pick(picking: Omit<Picking, 'key'>, trx: Trx): Promise<Picked> {
  const { remittanceId, by } = picking
  const preInvoice = await lockOwner(remittanceId, trx)
  const remittance = await Remittance.lock(remittanceId, trx)
  remittance.mustWait()
  await remittance.load('warehouse')
  const rest = await restOf(remittance, picking, trx)
  await remittance.pick(by, trx)
  const facts = { number: remittance.number, preInvoice: preInvoice.number }
  await record('remittance_picked', { ...chainOf(remittance, by), facts }, trx)
  if (rest) await tellOfRest(rest, { remittance, preInvoice, by }, trx)
  return { remittanceId, restId: rest?.id ?? null }
}

/** Writes the back-order of what the keeper has not scanned; null when he has all. */
async function restOf(
  remittance: Remittance,
  { what, restInDays }: Pick<Picking, 'what' | 'restInDays'>,
  trx: Trx
): Promise<Remittance | null> {
  const mustScan = what === 'scanned' || (await settings.get('scanToPick', trx))
  if (!mustScan) return null
  const scanned = await remittance.scanned(trx)
  if (scanned === 'all') return null
  if (scanned === 'none') throw new Refusal('nothing_scanned', { field: 'code' })
  if (!restInDays) throw new Refusal('not_all_scanned', { field: 'code' })
  const { branchId } = remittance.warehouse
  return remittance.backOrder(await addWorkingDays(clock.now(), restInDays, branchId, trx), trx)
}

async function tellOfRest(
  rest: Remittance,
  of: { remittance: Remittance; preInvoice: PreInvoice; by: Actor },
  trx: Trx
) {
  await rest.load('warehouse', (query) => query.useTransaction(trx))
  const pieces = await rest.pieces(trx)
  const until = found(rest.promisedAt)
  const { number } = of.preInvoice
  await record(
    'remittance_back_ordered',
    {
      ...chainOf(rest, of.by),
      facts: { number: rest.number, of: of.remittance.number, pieces, until: until.toISO() },
      params: { number, pieces, date: until },
      dueAt: until,
    },
    trx
  )
}

function chainOf(remittance: Remittance, by: Actor) {
  return {
    customerId: found(remittance.customerId),
    caseId: remittance.caseId,
    about: { type: 'remittance', id: remittance.id },
    branchId: remittance.warehouse.branchId,
    by,
  }
}
