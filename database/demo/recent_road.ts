import { confirmDelivery } from '#app/sales/actions/confirm_delivery'
import { pickRemittance } from '#app/sales/actions/pick_remittance'
import { shipRemittance } from '#app/sales/actions/ship_remittance'
import { scanRemittance } from '#app/warehouse/actions/scan_remittance'
import Remittance from '#app/warehouse/models/remittance'
import RemittanceLine from '#app/warehouse/models/remittance_line'
import Shipment from '#app/warehouse/models/shipment'
import type { RecentOrder } from '#database/demo/recent_stories'
import { plan, workAfter, type Recent } from '#database/demo/recent'
import { byCustomer, byStaff, staffOf } from '#database/demo/world'

const CARRIERS = ['پست پیشتاز', 'تیپاکس', 'پیک موتوری'] as const
const WORK_DAY = 8 * 60

/** From the shelf to the door, as far as the story goes. */
export function planRoad(
  recent: Recent,
  order: RecentOrder,
  paidAt: number,
  until: 'picked' | 'part_picked' | 'shipped' | 'delivered'
) {
  const pickedAt = workAfter(recent, paidAt, [15, 200])
  const isPart = until === 'part_picked'
  plan(recent, pickedAt, () => (isPart ? pickPart(recent, order) : pick(recent, order)))
  if (isPart || until === 'picked') return
  const shippedAt = workAfter(recent, pickedAt, [10, 200])
  plan(recent, shippedAt, () => ship(recent, order))
  if (until === 'shipped') return
  const deliveredAt = workAfter(recent, shippedAt, [WORK_DAY, 2 * WORK_DAY])
  plan(recent, deliveredAt, () => deliver(recent, order))
}

/** Goods may come from several warehouses; each has its paper. */
function remittancesOf({ preInvoiceId }: RecentOrder) {
  return Remittance.query()
    .where({ aboutType: 'pre_invoice', aboutId: preInvoiceId })
    .preload('warehouse')
    .orderBy('id')
}

async function pick(recent: Recent, order: RecentOrder) {
  for (const { id, warehouse } of await remittancesOf(order)) {
    const by = keeperOf(recent, warehouse.branchId)
    await pickRemittance({ remittanceId: id, by, key: recent.key() })
  }
}

/** One piece was not on its shelf: it is promised for a later day. */
async function pickPart(recent: Recent, order: RecentOrder) {
  for (const { id: remittanceId, warehouse } of await remittancesOf(order)) {
    const by = keeperOf(recent, warehouse.branchId)
    const goods = await RemittanceLine.query().where('remittanceId', remittanceId).orderBy('id')
    for (const [at, { variantId, quantity: wanted }] of goods.entries()) {
      const quantity = at === 0 ? wanted - 1 : wanted
      if (quantity === 0) continue
      await scanRemittance({ remittanceId, variantId, quantity, by, key: recent.key() })
    }
    const what = 'scanned' as const
    await pickRemittance({ remittanceId, what, restInDays: 3, by, key: recent.key() })
  }
}

async function ship(recent: Recent, order: RecentOrder) {
  const { random } = recent.world
  for (const { id, warehouse } of await remittancesOf(order)) {
    await shipRemittance({
      remittanceId: id,
      carrier: random.pick(CARRIERS),
      trackingCode: String(random.int(100_000_000, 999_999_999)) + String(random.int(100, 999)),
      cost: random.int(45, 90) * 10_000,
      by: keeperOf(recent, warehouse.branchId),
      key: recent.key(),
    })
  }
}

async function deliver(recent: Recent, order: RecentOrder) {
  for (const remittance of await remittancesOf(order)) {
    const shipment = await Shipment.findByOrFail('remittance_id', remittance.id)
    const byHimself = recent.world.random.chance(0.3)
    const { branchId } = remittance.warehouse
    const by = byHimself
      ? byCustomer(order.person)
      : byStaff(staffOf(recent.world, 'sales_expert', branchId))
    await confirmDelivery({ shipmentId: shipment.id, by, key: recent.key() })
  }
}

const keeperOf = ({ world }: Recent, branchId: number) =>
  byStaff(staffOf(world, 'warehouse_keeper', branchId))
