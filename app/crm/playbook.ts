import type { TemplateName } from '#app/messaging/templates'
import type { Role } from '#app/people/rights'

interface TaskPlay {
  role: Role
  /** `case`: at most one is open in a case. `document`: one for each document that it is about. */
  per: 'case' | 'document'
  /** May be closed by hand with a note; the others close when their work is recorded. */
  byHand: boolean
}

/** What staff can have to do, and who. */
export const TASKS = {
  validation_call: { role: 'sales_expert', per: 'case', byHand: false },
  follow_payment: { role: 'sales_expert', per: 'case', byHand: false },
  pick_remittance: { role: 'warehouse_keeper', per: 'document', byHand: false },
  ship: { role: 'warehouse_keeper', per: 'document', byHand: false },
  confirm_delivery: { role: 'sales_expert', per: 'document', byHand: false },
  refund: { role: 'branch_manager', per: 'document', byHand: true },
  answer_ticket: { role: 'support_expert', per: 'case', byHand: false },
  resolve_mismatch: { role: 'manager', per: 'document', byHand: true },
  call_unhappy: { role: 'branch_manager', per: 'case', byHand: true },
  approve_adjustment: { role: 'manager', per: 'document', byHand: false },
  pay_out: { role: 'manager', per: 'document', byHand: false },
  late_step: { role: 'branch_manager', per: 'document', byHand: true },
  low_stock: { role: 'warehouse_keeper', per: 'document', byHand: true },
  check_shelf: { role: 'warehouse_keeper', per: 'document', byHand: true },
  mend_books: { role: 'manager', per: 'case', byHand: true },
} as const satisfies Record<string, TaskPlay>
export type TaskKind = keyof typeof TASKS
export const TASK_KINDS = Object.keys(TASKS) as TaskKind[]

export interface Play {
  /** The customer sees it on his timeline. */
  shared: boolean
  /** Its place on the path from request to delivery. */
  step?: number
  /** Open tasks of these kinds in the case end with it. */
  closes?: readonly TaskKind[]
  /** The task it makes, due after so many working minutes. */
  opens?: { task: TaskKind; within: number }
  tellsCustomer?: TemplateName
  tellsExpert?: TemplateName
}

const HOUR = 60
const DAY = 8 * HOUR

/**
 * Everything that follows from what happens, on one page: for each kind of record which tasks end,
 * which task begins and by when, and who is told. `record()` does what it says.
 */
export const PLAYBOOK = {
  customer_registered: { shared: true },
  customer_edited: { shared: false },
  member_joined: { shared: true, tellsCustomer: 'welcome_member' },
  card_issued: { shared: true },
  tier_raised: { shared: true },
  tier_notice: { shared: true, tellsCustomer: 'tier_notice' },
  tier_lowered: { shared: true },
  /** What had earned it came back: it falls back at once. */
  tier_fell_back: { shared: true, tellsCustomer: 'tier_fell_back' },
  /** The house has that tier no more. */
  tier_ended: { shared: true, tellsCustomer: 'tier_ended' },
  /** A re-evaluation was undone. */
  tier_restored: { shared: true },
  /** By hand, and the end of it. */
  tier_set: { shared: true },
  benefit_used: { shared: true },

  pre_invoice_issued: {
    shared: true,
    step: 1,
    opens: { task: 'validation_call', within: HOUR },
    tellsCustomer: 'pre_invoice_issued',
    tellsExpert: 'pre_invoice_to_expert',
  },
  validation_confirmed: {
    shared: true,
    step: 2,
    closes: ['validation_call'],
    opens: { task: 'follow_payment', within: DAY },
    tellsCustomer: 'pre_invoice_confirmed',
  },
  validation_wrong: { shared: false, closes: ['validation_call'] },
  validation_no_answer: {
    shared: true,
    closes: ['validation_call'],
    opens: { task: 'validation_call', within: 4 * HOUR },
  },
  pre_invoice_revised: { shared: true, tellsCustomer: 'pre_invoice_revised' },
  pre_invoice_accepted: { shared: true },
  pre_invoice_extended: { shared: true },
  pre_invoice_expired: {
    shared: true,
    closes: ['validation_call', 'follow_payment'],
    tellsCustomer: 'pre_invoice_expired',
  },
  pre_invoice_cancelled: {
    shared: true,
    closes: ['validation_call', 'follow_payment', 'pick_remittance', 'ship'],
    tellsCustomer: 'pre_invoice_cancelled',
  },

  payment_started: { shared: false },
  payment_received: { shared: true, step: 3, tellsCustomer: 'payment_received' },
  payment_mismatched: {
    shared: false,
    opens: { task: 'resolve_mismatch', within: 2 * HOUR },
    tellsExpert: 'payment_mismatch',
  },
  payment_failed: { shared: true },
  refund_due: { shared: true, opens: { task: 'refund', within: DAY } },
  refund_done: { shared: true, closes: ['refund'] },

  invoice_issued: { shared: true, step: 4, closes: ['validation_call', 'follow_payment'] },
  remittance_written: { shared: false, opens: { task: 'pick_remittance', within: 4 * HOUR } },
  remittance_picked: {
    shared: true,
    step: 5,
    closes: ['pick_remittance'],
    opens: { task: 'ship', within: 4 * HOUR },
  },
  /** Not all of it was on the shelf: the rest follows by the day that the customer is told. */
  remittance_back_ordered: {
    shared: true,
    opens: { task: 'pick_remittance', within: 3 * DAY },
    tellsCustomer: 'back_ordered',
  },
  /** The rest will not come; the house looks for it by a task of its own, `check_shelf`. */
  rest_called_off: {
    shared: true,
    closes: ['pick_remittance'],
    tellsCustomer: 'rest_called_off',
  },
  shipped: {
    shared: true,
    step: 6,
    closes: ['ship'],
    opens: { task: 'confirm_delivery', within: 3 * DAY },
    tellsCustomer: 'shipped',
  },
  delivered: { shared: true, step: 7, closes: ['confirm_delivery'], tellsCustomer: 'delivered' },

  credit_held: { shared: true },
  credit_released: { shared: true },
  credit_pending: { shared: true },
  /** A holiday came or went, and with it the day from which pending credit may be spent. */
  credit_postponed: { shared: true },
  credit_available: { shared: true, tellsCustomer: 'credit_available' },
  credit_earned: { shared: true },
  credit_spent: { shared: true },
  credit_expired: { shared: true },
  /** A campaign gave it a later end. */
  credit_extended: { shared: true, tellsCustomer: 'credit_extended' },
  credit_ending: { shared: true, tellsCustomer: 'credit_ending' },
  adjustment_proposed: { shared: false, opens: { task: 'approve_adjustment', within: DAY } },
  adjustment_rejected: { shared: false, closes: ['approve_adjustment'] },
  credit_adjusted: {
    shared: true,
    closes: ['approve_adjustment'],
    tellsCustomer: 'credit_adjusted',
  },
  return_accepted: { shared: true, tellsCustomer: 'return_accepted' },
  /** Credit that a returned sale had given is taken back. */
  credit_clawed_back: { shared: true },
  /** The purchases that had made him a member came back; he stays one. */
  join_credit_taken_back: { shared: true, tellsCustomer: 'join_credit_taken_back' },
  /** What was earned paid what was owed. */
  debt_offset: { shared: true },
  debt_written_off: {
    shared: true,
    closes: ['approve_adjustment'],
    tellsCustomer: 'debt_written_off',
  },
  /** Its money is in the wallet with the next record, which tells the member. */
  top_up_paid: { shared: false },
  wallet_topped_up: { shared: true, tellsCustomer: 'wallet_topped_up' },
  payout_requested: { shared: true, opens: { task: 'pay_out', within: 2 * DAY } },
  payout_approved: { shared: false },
  payout_paid: { shared: true, closes: ['pay_out'], tellsCustomer: 'payout_paid' },
  payout_rejected: { shared: true, closes: ['pay_out'], tellsCustomer: 'payout_rejected' },
  payout_withdrawn: { shared: true, closes: ['pay_out'] },
  till_sale: { shared: true, tellsCustomer: 'till_receipt' },

  /** A step was not done by its promise: its branch's manager takes care, once for each task. */
  step_late: {
    shared: false,
    opens: { task: 'late_step', within: 2 * HOUR },
    tellsExpert: 'step_late',
  },

  ticket_opened: {
    shared: true,
    opens: { task: 'answer_ticket', within: 10 },
    tellsCustomer: 'ticket_opened',
    tellsExpert: 'ticket_to_expert',
  },
  ticket_answered: { shared: true, closes: ['answer_ticket'], tellsCustomer: 'ticket_answered' },
  ticket_replied: {
    shared: true,
    opens: { task: 'answer_ticket', within: 10 },
    tellsExpert: 'ticket_reply_to_expert',
  },
  ticket_closed: { shared: true, closes: ['answer_ticket'], tellsCustomer: 'ticket_closed' },
  /** Of three stars or more. */
  ticket_rated: { shared: true },
  /** Of one or two stars. */
  ticket_rated_low: { shared: true, opens: { task: 'call_unhappy', within: DAY } },
} as const satisfies Record<string, Play>

export type RecordKind = keyof typeof PLAYBOOK
export const RECORD_KINDS = Object.keys(PLAYBOOK) as RecordKind[]

export const playOf = (kind: RecordKind): Play => PLAYBOOK[kind]
