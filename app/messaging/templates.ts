/**
 * Every text that leaves the house. Its sentence is `texts.<name>` in the languages. `secret`:
 * blanked in our rows once a real provider has taken it. `mail`: also by e-mail to whoever has one,
 * under the subject `subjects.<name>`.
 */
export const TEMPLATES = {
  sign_in_code: { secret: true },
  welcome_member: { mail: true },
  pre_invoice_issued: { mail: true },
  pre_invoice_to_expert: {},
  pre_invoice_confirmed: {},
  pre_invoice_revised: { secret: true },
  acceptance_code: { secret: true },
  pre_invoice_expired: {},
  pre_invoice_cancelled: {},
  payment_received: { mail: true },
  payment_mismatch: {},
  back_ordered: { mail: true },
  rest_called_off: { mail: true },
  shipped: { mail: true, secret: true },
  delivery_code: { secret: true },
  delivered: {},
  credit_available: {},
  credit_adjusted: {},
  credit_ending: {},
  credit_extended: {},
  debt_written_off: {},
  wallet_topped_up: {},
  payout_paid: {},
  payout_rejected: {},
  tier_notice: {},
  tier_fell_back: {},
  tier_ended: {},
  join_credit_taken_back: {},
  return_accepted: { mail: true },
  till_receipt: {},
  ticket_opened: {},
  ticket_to_expert: {},
  ticket_answered: { mail: true },
  ticket_reply_to_expert: {},
  ticket_closed: {},
  task_late: {},
  step_late: {},
  house_task_late: {},
  books_red: {},
} as const satisfies Record<string, { secret?: boolean; mail?: boolean }>

export type TemplateName = keyof typeof TEMPLATES

/** What stands in the place of a secret text. */
export const HIDDEN = '•••'

export function isSecret(template: string): boolean {
  return (TEMPLATES as Record<string, { secret?: boolean }>)[template]?.secret === true
}

export function goesByMail(template: string): boolean {
  return (TEMPLATES as Record<string, { mail?: boolean }>)[template]?.mail === true
}
