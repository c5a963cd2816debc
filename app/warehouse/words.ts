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

export const SHIPMENT_MOVES = {
  sent: ['delivered'],
  delivered: [],
} as const satisfies Record<ShipmentStatus, readonly ShipmentStatus[]>

/** So many pieces of a variant. */
export interface StockLine {
  variantId: number
  quantity: number
}
