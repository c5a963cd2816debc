import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import type { Actor } from '#app/core/actor'
import { countLine } from '#app/warehouse/actions/count_line'
import { moveCount } from '#app/warehouse/actions/move_count'
import { noticeLowStock } from '#app/warehouse/actions/notice_low_stock'
import { openCount } from '#app/warehouse/actions/open_count'
import { openTransfer } from '#app/warehouse/actions/open_transfer'
import { putTransferLine } from '#app/warehouse/actions/put_transfer_line'
import { sendTransfer } from '#app/warehouse/actions/send_transfer'
import { given } from '#tests/support/given'

/** The warehouse of a new branch. */
export async function givenWarehouse(): Promise<number> {
  const { warehouseId } = await given.branch()
  return warehouseId
}

export interface GivenTransfer {
  from: number
  to: number
  variantId: number
  quantity: number
  by: Actor
}

/** Goods that go from one warehouse to another; the id of the transfer. */
export async function givenTransfer(
  { from, to, variantId, quantity, by }: GivenTransfer,
  state: 'draft' | 'sent' = 'draft'
): Promise<number> {
  const wish = { fromWarehouseId: from, toWarehouseId: to, by, key: randomUUID() }
  const { transferId } = await openTransfer(wish)
  await putTransferLine({ transferId, variantId, quantity })
  if (state === 'sent') await sendTransfer({ transferId, by, key: randomUUID() })
  return transferId
}

export interface GivenCount {
  warehouseId: number
  variantId: number
  quantity: number
  by: Actor
}

/** A count sheet with one line; its id. */
export async function givenCount(
  { warehouseId, variantId, quantity, by }: GivenCount,
  state: 'open' | 'review' = 'open'
): Promise<number> {
  const { countId } = await openCount({ warehouseId, by, key: randomUUID() })
  await countLine({ countId, variantId, quantity, by, key: randomUUID() })
  if (state === 'review') await moveCount({ countId, to: 'review', by, key: randomUUID() })
  return countId
}

/** What lies of a variant in a warehouse. */
export async function onHand(variantId: number, warehouseId: number): Promise<number> {
  const level = await db
    .from('stock_levels')
    .where({ variant_id: variantId, warehouse_id: warehouseId })
    .first()
  return Number(level?.on_hand ?? 0)
}

/** A variant of which nothing is left in a warehouse, and today's notice about it; its id. */
export async function givenLowNotice(warehouseId: number, variantId: number): Promise<number> {
  const place = { warehouse_id: warehouseId, variant_id: variantId }
  await db.table('stock_levels').insert({ ...place, on_hand: 0, reserved: 0 })
  await noticeLowStock()
  const row = await db.from('low_stock_notices').where('warehouse_id', warehouseId).firstOrFail()
  return Number(row.id)
}
