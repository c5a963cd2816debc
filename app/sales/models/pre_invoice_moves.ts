import type { Actor } from '#app/core/actor'

/** The life of a pre-invoice, equal to the lookup table of the migration. */
export const PRE_INVOICE_STATUSES = [
  'issued',
  'confirmed',
  'invoiced',
  'shipped',
  'delivered',
  'expired',
  'cancelled',
] as const

export type PreInvoiceStatus = (typeof PRE_INVOICE_STATUSES)[number]

type Moves = Record<Actor['kind'], readonly PreInvoiceStatus[]>

const NONE: Moves = { customer: [], staff: [], system: [] }

/**
 * Where each actor may take a pre-invoice from each state. The system moves on what others did: a
 * payment that was verified, a validity that ran out. An invoice is called off by staff only, and
 * only while its goods are still in the warehouse.
 */
export const PRE_INVOICE_MOVES: Record<PreInvoiceStatus, Moves> = {
  issued: {
    customer: ['cancelled'],
    staff: ['confirmed', 'cancelled'],
    system: ['expired', 'cancelled'],
  },
  confirmed: {
    customer: ['invoiced', 'cancelled'],
    staff: ['invoiced', 'cancelled'],
    system: ['invoiced', 'expired', 'cancelled'],
  },
  invoiced: { customer: [], staff: ['shipped', 'cancelled'], system: [] },
  shipped: { customer: ['delivered'], staff: ['delivered'], system: ['delivered'] },
  delivered: NONE,
  expired: NONE,
  cancelled: NONE,
}

/** States in which stock and credit are set aside for the customer and nothing is sold yet. */
export const OPEN_STATUSES = ['issued', 'confirmed'] as const satisfies readonly PreInvoiceStatus[]

export const DELIVERY_METHODS = ['courier', 'pickup'] as const
export type DeliveryMethod = (typeof DELIVERY_METHODS)[number]
