import type { Actor } from '#app/core/actor'
import { PRE_INVOICE_STATUSES, type PreInvoiceStatus } from '#app/sales/models/pre_invoice_moves'

type ActorKind = Actor['kind']

/** What becomes of the goods. */
export type StockEffect =
  | 'stays'
  /** Set aside anew, as the lines say now. */
  | 'reserved_again'
  /** May be sold to others. */
  | 'released'
  /** Stays set aside, now on a remittance for the keeper. */
  | 'on_remittance'
  /** Leaves the shelf: on hand and reserved fall. */
  | 'handed_out'
  /** What has not left yet may be sold to others. */
  | 'rest_released'

/** What becomes of the club credit that is put aside for it. */
export type CreditEffect =
  | 'stays'
  | 'held_again'
  /** Held credit may be spent elsewhere. */
  | 'given_back'
  | 'spent'
  /** Spent credit comes back as new lots. */
  | 'returned'
  /** The share of the goods that never come. */
  | 'share_returned'
  /** The buyer's reward, pending until he can no longer withdraw. */
  | 'earned'

/** What becomes of the customer's money. */
export type MoneyEffect = 'none' | 'begun' | 'received' | 'due_back' | 'share_due_back'

export interface Effect {
  by: readonly ActorKind[]
  /** Where it goes; the state that it is in when it stays. */
  to: PreInvoiceStatus
  stock: StockEffect
  credit: CreditEffect
  money: MoneyEffect
}

export const PRE_INVOICE_VERBS = [
  'confirm',
  'call_wrong',
  'call_unanswered',
  'revise',
  'accept',
  'extend',
  'begin_payment',
  'record_payment',
  'money_arrives',
  'pick',
  'ship',
  'deliver',
  'cancel',
  'call_off_rest',
  'expire',
  'renew',
] as const
export type PreInvoiceVerb = (typeof PRE_INVOICE_VERBS)[number]

const STAYS = { stock: 'stays', credit: 'stays', money: 'none' } as const
const GIVEN_BACK = { stock: 'released', credit: 'given_back', money: 'none' } as const
const SOLD = { stock: 'on_remittance', credit: 'spent', money: 'received' } as const
const REST = {
  stock: 'rest_released',
  credit: 'share_returned',
  money: 'share_due_back',
} as const
const LATE_MONEY = { stock: 'stays', credit: 'stays', money: 'due_back' } as const

const CUSTOMER = ['customer'] as const
const STAFF = ['staff'] as const
const SYSTEM = ['system'] as const
const BOTH = ['customer', 'staff'] as const
const ALL = ['customer', 'staff', 'system'] as const

/**
 * What each verb does to a pre-invoice in each state, and by whom. What is not here is refused with
 * 409, or, where nobody is there to be told (a job), does nothing. Tested cell by cell; the table of
 * docs/pre-invoice-states.md is this one.
 */
export const PRE_INVOICE_EFFECTS: Record<
  PreInvoiceVerb,
  Partial<Record<PreInvoiceStatus, Effect>>
> = {
  confirm: { issued: { by: STAFF, to: 'confirmed', ...STAYS } },
  call_wrong: { issued: { by: STAFF, to: 'cancelled', ...GIVEN_BACK } },
  call_unanswered: { issued: { by: STAFF, to: 'issued', ...STAYS } },
  revise: {
    issued: { by: STAFF, to: 'issued', ...STAYS, stock: 'reserved_again' },
    confirmed: { by: STAFF, to: 'confirmed', ...STAYS, stock: 'reserved_again' },
  },
  accept: {
    issued: { by: CUSTOMER, to: 'issued', ...STAYS },
    confirmed: { by: CUSTOMER, to: 'confirmed', ...STAYS },
  },
  extend: {
    issued: { by: BOTH, to: 'issued', ...STAYS },
    confirmed: { by: BOTH, to: 'confirmed', ...STAYS },
  },
  begin_payment: { confirmed: { by: CUSTOMER, to: 'confirmed', ...STAYS, money: 'begun' } },
  record_payment: { confirmed: { by: STAFF, to: 'invoiced', ...SOLD } },
  money_arrives: {
    confirmed: { by: SYSTEM, to: 'invoiced', ...SOLD },
    invoiced: { by: SYSTEM, to: 'invoiced', ...LATE_MONEY },
    shipped: { by: SYSTEM, to: 'shipped', ...LATE_MONEY },
    delivered: { by: SYSTEM, to: 'delivered', ...LATE_MONEY },
    expired: { by: SYSTEM, to: 'expired', ...LATE_MONEY },
    cancelled: { by: SYSTEM, to: 'cancelled', ...LATE_MONEY },
  },
  /* Once a part of it has left, these bring its back-order on. */
  pick: {
    invoiced: { by: STAFF, to: 'invoiced', ...STAYS, stock: 'handed_out' },
    shipped: { by: STAFF, to: 'shipped', ...STAYS, stock: 'handed_out' },
  },
  ship: {
    invoiced: { by: STAFF, to: 'shipped', ...STAYS },
    shipped: { by: STAFF, to: 'shipped', ...STAYS },
  },
  deliver: { shipped: { by: BOTH, to: 'delivered', ...STAYS, credit: 'earned' } },
  cancel: {
    issued: { by: ALL, to: 'cancelled', ...GIVEN_BACK },
    confirmed: { by: ALL, to: 'cancelled', ...GIVEN_BACK },
    invoiced: {
      by: STAFF,
      to: 'cancelled',
      stock: 'released',
      credit: 'returned',
      money: 'due_back',
    },
  },
  call_off_rest: {
    invoiced: { by: BOTH, to: 'invoiced', ...REST },
    shipped: { by: BOTH, to: 'shipped', ...REST },
  },
  expire: {
    issued: { by: SYSTEM, to: 'expired', ...GIVEN_BACK },
    confirmed: { by: SYSTEM, to: 'expired', ...GIVEN_BACK },
  },
  renew: {
    expired: {
      by: CUSTOMER,
      to: 'expired',
      stock: 'reserved_again',
      credit: 'held_again',
      money: 'none',
    },
  },
}

/** What an actor does in a state, or null when it is refused. */
export function effectOf(
  verb: PreInvoiceVerb,
  status: PreInvoiceStatus,
  by: ActorKind
): Effect | null {
  const effect = PRE_INVOICE_EFFECTS[verb][status]
  return effect?.by.includes(by) ? effect : null
}

/** The table as people read it, in Markdown. */
export function effectsTable(): string {
  const head = ['verb', ...PRE_INVOICE_STATUSES]
  const rows = PRE_INVOICE_VERBS.map((verb) => [verb, ...PRE_INVOICE_STATUSES.map(cell(verb))])
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

const cell = (verb: PreInvoiceVerb) => (status: PreInvoiceStatus) => {
  const effect = PRE_INVOICE_EFFECTS[verb][status]
  if (!effect) return '409'
  const { by, to, stock, credit, money } = effect
  const moves = to === status ? 'stays' : `→ **${to}**`
  const values = [
    stock === 'stays' ? null : `stock ${stock}`,
    credit === 'stays' ? null : `credit ${credit}`,
    money === 'none' ? null : `money ${money}`,
  ]
  return [moves, ...values.filter(Boolean), `by ${by.join(', ')}`].join('; ').replaceAll('_', ' ')
}
