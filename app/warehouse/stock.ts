import db from '@adonisjs/lucid/services/db'
import type { Actor, DocumentRef } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { Refusal } from '#app/core/refusal'
import { changed, insertedId, isDuplicate, sqlTime, type Client, type Trx } from '#app/core/sql'
import { execute, insertAll, marks, rowsOf } from '#app/core/statement'
import {
  emptied,
  isExactly,
  type Level,
  type Plan,
  planReservation,
  summed,
  within,
} from '#app/warehouse/reservation_plan'
import { announceCrossings, announceSoldOut, onlineStock } from '#app/warehouse/stock_news'
import type { MovementReason, StockLine } from '#app/warehouse/words'

/*
 * The only writer of stock. Levels are written in the order of their ids, and by guarded UPDATEs:
 * a quantity that is not there any more changes no row, and that refuses the whole action.
 */

/** Pieces that the web shop can still promise, for each of the variants; 0 where nothing lies. */
export async function sellable(
  variantIds: number[],
  client: Client = db.connection()
): Promise<Map<number, number>> {
  return onlineStock(variantIds, client)
}

export interface Reserve {
  lines: StockLine[]
  for: DocumentRef
  by: Actor
  /** Only from this warehouse, as a counter sale does; otherwise from those that sell online. */
  warehouseId?: number
  /** Active reservations of another document, locked by the caller, that this one takes over. */
  inPlaceOf?: HeldLine[]
  /** Takes what there is where there is too little, instead of refusing. */
  upToStock?: boolean
  /** The document was written by this transaction: it cannot have kept anything before. */
  isNew?: boolean
}

/**
 * Keeps goods for a document. What the document held before is given back first, so that its own
 * reservation never blocks a retry; lines of one variant are summed. One warehouse that has all is
 * taken first, then one for each variant, and only then is a variant split.
 * @returns what it kept, by warehouse and variant
 * @throws Refusal `out_of_stock` beside `lines.<variantId>` with the pieces `left`
 */
export async function reserve(wish: Reserve, trx: Trx): Promise<StockLine[]> {
  const wanted = summed(wish.lines)
  const { inPlaceOf = [] } = wish
  if (isExactly(linesOf(inPlaceOf), wanted)) return handOver(inPlaceOf, wish.for, trx)
  const variantIds = [...wanted.keys()]
  const own = wish.isNew ? [] : await activeReservations(wish.for, trx)
  const former = [...own, ...inPlaceOf]
  const touched = [...former.map((row) => row.variant_id), ...variantIds]
  await lockLevels(touched, trx)
  const isPlain = former.length === 0 && wish.warehouseId === undefined
  const before = isPlain ? null : await onlineStock(touched, trx)

  await giveBack(former, trx)
  const levels = await candidates(variantIds, wish.warehouseId, trx)
  const plan = planReservation(wish.upToStock ? within(levels, wanted) : wanted, levels)
  for (const { level, quantity } of plan) await take(level, quantity, trx)
  await writeReservations(plan, wish.for, trx)
  if (before) await announceCrossings(before, trx)
  else await announceSoldOut(emptied(levels, plan), trx)
  return plan.map(({ level, quantity }) => ({ variantId: level.variant_id, quantity }))
}

/** The same goods stay where they are set aside, for another document: no shelf changes. */
async function handOver(held: HeldLine[], to: DocumentRef, trx: Trx): Promise<StockLine[]> {
  const ids = held.map((row) => row.id)
  const rows = await execute(
    `UPDATE reservations SET for_type = ?, for_id = ?
     WHERE state = 'active' AND id IN (${marks(ids.length)})`,
    [to.type, to.id, ...ids],
    trx
  )
  if (rows !== ids.length) throw new Error(`Reservations ${ids.join()} are not active any more`)
  return linesOf(held)
}

/** The pieces of reservations. */
export function linesOf(held: readonly HeldLine[]): StockLine[] {
  return held.map((row) => ({ variantId: row.variant_id, quantity: row.quantity }))
}

/** Gives back all that a document still holds. Nothing held is no error: it may have been handed out. */
export async function release(document: DocumentRef, trx: Trx): Promise<void> {
  await releaseRows(await activeReservations(document, trx), trx)
}

export interface HeldLine {
  id: number
  warehouse_id: number
  variant_id: number
  quantity: number
}

/** What a document holds now. */
export function activeReservations(document: DocumentRef, client: Client): Promise<HeldLine[]> {
  return rowsOf<HeldLine>(
    `SELECT id, warehouse_id, variant_id, quantity FROM reservations
     WHERE for_type = ? AND for_id = ? AND state = 'active' ORDER BY id`,
    [document.type, document.id],
    client
  )
}

/** Gives back reservations, each once: one that another action closed meanwhile is passed over. */
export async function releaseRows(rows: HeldLine[], trx: Trx) {
  if (rows.length === 0) return
  const variantIds = rows.map((row) => row.variant_id)
  await lockLevels(variantIds, trx)
  const before = await onlineStock(variantIds, trx)
  await giveBack(rows, trx)
  await announceCrossings(before, trx)
}

async function giveBack(rows: HeldLine[], trx: Trx) {
  for (const row of rows) {
    if (!(await closeReservation(row.id, 'released', trx))) continue
    await trx
      .from('stock_levels')
      .where({ warehouse_id: row.warehouse_id, variant_id: row.variant_id })
      .decrement('reserved', row.quantity)
  }
}

async function closeReservation(id: number, state: 'released' | 'consumed', trx: Trx) {
  const update = trx
    .from('reservations')
    .where({ id, state: 'active' })
    .update({ state, closed_at: sqlTime(clock.now()) })
  return (await changed(update)) === 1
}

/** Takes the rows of these variants for this transaction, in the order of their ids. */
export async function lockLevels(variantIds: number[], trx: Trx) {
  if (trx.dialect.name !== 'mysql' || variantIds.length === 0) return
  const rows = await rowsOf<{ id: number }>(
    `SELECT id FROM stock_levels WHERE variant_id IN (${marks(variantIds.length)})`,
    variantIds,
    trx
  )
  if (rows.length === 0) return
  await rowsOf(
    `SELECT id FROM stock_levels WHERE id IN (${marks(rows.length)}) ORDER BY id FOR UPDATE`,
    rows.map(({ id }) => id),
    trx
  )
}

function candidates(
  variantIds: number[],
  warehouseId: number | undefined,
  trx: Trx
): Promise<Level[]> {
  const online = warehouseId === undefined
  return rowsOf<Level>(
    `SELECT s.id, s.warehouse_id, s.variant_id, s.sellable
     FROM stock_levels s JOIN warehouses w ON w.id = s.warehouse_id
     WHERE s.variant_id IN (${marks(variantIds.length)}) AND w.active = 1
       AND ${online ? 'w.sells_online = 1' : 'w.id = ?'}
     ORDER BY w.priority, w.id`,
    online ? variantIds : [...variantIds, warehouseId],
    trx
  )
}

async function take(level: Level, quantity: number, trx: Trx) {
  const rows = await execute(
    'UPDATE stock_levels SET reserved = reserved + ? WHERE id = ? AND on_hand - reserved >= ?',
    [quantity, level.id, quantity],
    trx
  )
  if (rows !== 1) throw outOfStock(level.variant_id, 0)
}

async function writeReservations(plan: Plan, document: DocumentRef, trx: Trx) {
  const rows = plan.map(({ level, quantity }) => ({
    warehouse_id: level.warehouse_id,
    variant_id: level.variant_id,
    quantity,
    state: 'active',
    for_type: document.type,
    for_id: document.id,
    created_at: sqlTime(clock.now()),
  }))
  if (rows.length > 0) await insertAll('reservations', rows, trx)
}

export interface Move {
  warehouseId: number
  variantId: number
  /** Positive comes in, negative goes out; never zero. */
  quantity: number
  reason: MovementReason
  about?: DocumentRef
  by: Actor
  note?: string
}

/**
 * Changes what lies in a warehouse and writes why.
 * @throws Refusal `out_of_stock` when more would go out than is there and not reserved
 */
export async function move(change: Move, trx: Trx): Promise<void> {
  const { variantId, quantity } = change
  const before = await onlineStock([variantId], trx)
  if (quantity > 0) await bring(change, trx)
  else await carryOff(change, trx)
  await writeMovement(change, trx)
  await announceCrossings(before, trx)
}

async function bring({ warehouseId, variantId, quantity }: Move, trx: Trx) {
  const place = { warehouse_id: warehouseId, variant_id: variantId }
  const add = () => changed(trx.from('stock_levels').where(place).increment('on_hand', quantity))
  if ((await add()) === 1) return
  try {
    await trx.table('stock_levels').insert({ ...place, on_hand: quantity, reserved: 0 })
  } catch (error) {
    if (!isDuplicate(error)) throw error
    await add()
  }
}

async function carryOff({ warehouseId, variantId, quantity }: Move, trx: Trx) {
  const place = { warehouse_id: warehouseId, variant_id: variantId }
  const update = trx
    .from('stock_levels')
    .where(place)
    .whereRaw('on_hand - reserved >= ?', [-quantity])
    .decrement('on_hand', -quantity)
  if ((await changed(update)) === 1) return
  const level = await trx.from('stock_levels').where(place).select('sellable').first()
  throw outOfStock(variantId, level?.sellable ?? 0)
}

/** Hands out one reservation: it is consumed and leaves the shelf in one UPDATE. */
export async function handOut(held: HeldLine, about: DocumentRef, by: Actor, trx: Trx) {
  const { quantity } = held
  const place = { warehouse_id: held.warehouse_id, variant_id: held.variant_id }
  const update = trx
    .from('stock_levels')
    .where(place)
    .whereRaw('reserved >= ? AND on_hand >= ?', [quantity, quantity])
    .update({
      on_hand: trx.raw('on_hand - ?', [quantity]),
      reserved: trx.raw('reserved - ?', [quantity]),
    })
  if ((await changed(update)) !== 1 || !(await closeReservation(held.id, 'consumed', trx))) {
    throw outOfStock(held.variant_id, 0)
  }
  const { warehouse_id: warehouseId, variant_id: variantId } = held
  await writeMovement(
    { warehouseId, variantId, quantity: -quantity, reason: 'remittance', about, by },
    trx
  )
}

async function writeMovement(change: Move, trx: Trx) {
  await trx.table('movements').insert({
    warehouse_id: change.warehouseId,
    variant_id: change.variantId,
    quantity: change.quantity,
    reason: change.reason,
    about_type: change.about?.type ?? null,
    about_id: change.about?.id ?? null,
    actor_kind: change.by.kind,
    actor_id: change.by.id,
    note: change.note ?? null,
    created_at: sqlTime(clock.now()),
  })
}

/** «از این کالا تنها … عدد مانده است», beside the line of the variant. */
export function outOfStock(variantId: number, left: number) {
  return new Refusal('out_of_stock', { field: `lines.${variantId}`, params: { left } })
}

/**
 * Cuts a reservation in two: it keeps so many pieces, the rest becomes a reservation of its own for
 * the same document. What is reserved on the shelf stays the same.
 * @returns the rest's id; null when nothing would be left of it or somebody closed it meanwhile
 */
export async function splitReservation(id: number, keep: number, trx: Trx): Promise<number | null> {
  const row = await trx.from('reservations').where({ id, state: 'active' }).first()
  const held = Number(row?.quantity ?? 0)
  const cut = trx.from('reservations').where({ id, state: 'active', quantity: held })
  if (keep >= held || (await changed(cut.update({ quantity: keep }))) !== 1) return null
  const rest = { ...row, id: undefined, quantity: held - keep }
  return insertedId(trx.insertQuery().table('reservations').insert(rest))
}
