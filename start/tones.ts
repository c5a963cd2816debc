/** The colour that a status is shown in. What waits is yellow, what went well green, the end grey. */
const TONES = {
  info: 'new open requested approved issued confirmed sent picked handed_over started queued answered active',
  success: 'valid done paid invoiced shipped delivered available succeeded settled resolved',
  warning:
    'awaiting_validation waiting pending held no_answer late partly_paid returned_part customer_turn replied',
  error: 'wrong wrong_number blocked failed mismatched refused out_of_stock rejected dead',
  quiet:
    'returned expired cancelled closed released consumed void voided posted refunded withdrawn inactive skipped',
} as const

export type Tone = keyof typeof TONES | 'primary' | 'accent'

/** The same word may be good news of one thing and unfinished business of another. */
const OF_KIND: Readonly<Record<string, string>> = {
  'validation.confirmed': 'success',
  'pre_invoice.confirmed': 'warning',
  'ticket.waiting_staff': 'warning',
  'ticket.waiting_customer': 'info',
  'payment.refund_due': 'warning',
  'message.queued': 'warning',
  'tier_run.done': 'success',
  'tier_run.ready': 'info',
  'tier_run.applying': 'info',
  'tier_run.undone': 'quiet',
  'transfer.sent': 'warning',
  'extension.running': 'info',
  'count.review': 'warning',
  'count.posted': 'success',
  'transfer.received': 'success',
}

const toneByStatus = new Map(
  Object.entries(TONES).flatMap(([tone, values]) => values.split(' ').map((value) => [value, tone]))
)

/** Tone of a status of a kind; an unknown one is shown quietly. */
export function toneOf(value: string, kind = ''): string {
  return OF_KIND[`${kind}.${value}`] ?? toneByStatus.get(value) ?? 'quiet'
}
