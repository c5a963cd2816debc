/* The statuses of this step; each list equals its lookup table. */

export const MOVEMENT_REASONS = [
  'opening',
  'receive',
  'remittance',
  'transfer_out',
  'transfer_in',
  'count',
  'write_off',
  'return',
  'adjust',
] as const
export type MovementReason = (typeof MOVEMENT_REASONS)[number]

export const RESERVATION_STATES = ['active', 'consumed', 'released'] as const
export type ReservationState = (typeof RESERVATION_STATES)[number]

export const REMITTANCE_STATUSES = ['waiting', 'picked', 'handed_over', 'cancelled'] as const
export type RemittanceStatus = (typeof REMITTANCE_STATUSES)[number]

/** From which status a remittance may go where. */
export const REMITTANCE_MOVES = {
  waiting: ['picked', 'cancelled'],
  picked: ['handed_over'],
  handed_over: [],
  cancelled: [],
} as const satisfies Record<RemittanceStatus, readonly RemittanceStatus[]>

export const SHIPMENT_STATUSES = ['sent', 'delivered'] as const
export type ShipmentStatus = (typeof SHIPMENT_STATUSES)[number]

/** How we know that a shipment arrived. */
export const DELIVERY_WAYS = ['staff', 'customer', 'link', 'code'] as const
export type DeliveryWay = (typeof DELIVERY_WAYS)[number]

export const SHIPMENT_MOVES = {
  sent: ['delivered'],
  delivered: [],
} as const satisfies Record<ShipmentStatus, readonly ShipmentStatus[]>

/** Why goods leave the books without a sale. */
export const WRITE_OFF_CAUSES = ['damaged', 'expired', 'lost', 'own_use', 'sample'] as const
/** Why goods come onto the books without a delivery. */
export const FIND_CAUSES = ['found', 'booked_wrong'] as const
/** All causes of an adjustment; `received_less` is what a transfer writes. */
export const ADJUSTMENT_CAUSES = [...WRITE_OFF_CAUSES, 'received_less', ...FIND_CAUSES] as const
export type AdjustmentCause = (typeof ADJUSTMENT_CAUSES)[number]

/** What staff may choose by hand. */
export const CHOSEN_CAUSES = [...WRITE_OFF_CAUSES, ...FIND_CAUSES] as const
export type ChosenCause = (typeof CHOSEN_CAUSES)[number]

export const TRANSFER_STATUSES = ['draft', 'sent', 'received', 'cancelled'] as const
export type TransferStatus = (typeof TRANSFER_STATUSES)[number]

/** From which status a transfer of goods may go where. What was sent must be received. */
export const TRANSFER_MOVES = {
  draft: ['sent', 'cancelled'],
  sent: ['received'],
  received: [],
  cancelled: [],
} as const satisfies Record<TransferStatus, readonly TransferStatus[]>

/** Why less of a transfer arrived than was sent. */
export const RECEIPT_CAUSES = ['received_less', 'damaged', 'lost'] as const
export type ReceiptCause = (typeof RECEIPT_CAUSES)[number]

export const COUNT_STATUSES = ['open', 'review', 'posted', 'cancelled'] as const
export type CountStatus = (typeof COUNT_STATUSES)[number]

/** From which status a count sheet may go where. */
export const COUNT_MOVES = {
  open: ['review', 'cancelled'],
  review: ['open', 'posted', 'cancelled'],
  posted: [],
  cancelled: [],
} as const satisfies Record<CountStatus, readonly CountStatus[]>

/** Steps of a sheet that move no stock. */
export const COUNT_STEPS = ['open', 'review', 'cancelled'] as const
export type CountStep = (typeof COUNT_STEPS)[number]

/** So many pieces of a variant. */
export interface StockLine {
  variantId: number
  quantity: number
}
