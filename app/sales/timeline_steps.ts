import { DateTime } from 'luxon'
import { apart } from '#app/core/apart'
import type { Language } from '#app/core/language'
import type { RecordKind } from '#app/crm/playbook'
import type { Timeline, TimelineEntry, Waiting } from '#app/crm/queries/timeline'
import { RETURN_REASONS } from '#app/sales/models/sales_return'
import { DELIVERY_WAYS } from '#app/warehouse/words'

/** What the timeline component shows of one thing that happened or is waited for. */
export interface TimelineStep {
  title: string
  text: string
  at: string | TimelineEntry['at'] | null
  state: 'done' | 'now' | 'stopped'
  icon?: string
}

/** How the kinds of a sale look; kinds that are not here belong to another story. */
const LOOKS: Partial<Record<RecordKind, { icon: string; stopped?: true }>> = {
  pre_invoice_issued: { icon: 'document' },
  validation_confirmed: { icon: 'phone' },
  validation_wrong: { icon: 'phone', stopped: true },
  validation_no_answer: { icon: 'phone', stopped: true },
  pre_invoice_revised: { icon: 'document' },
  pre_invoice_accepted: { icon: 'check' },
  pre_invoice_extended: { icon: 'clock' },
  pre_invoice_expired: { icon: 'clock', stopped: true },
  pre_invoice_cancelled: { icon: 'close', stopped: true },
  payment_started: { icon: 'payment' },
  payment_received: { icon: 'payment' },
  payment_mismatched: { icon: 'warning', stopped: true },
  payment_failed: { icon: 'payment', stopped: true },
  refund_due: { icon: 'reply' },
  refund_done: { icon: 'reply' },
  invoice_issued: { icon: 'invoice' },
  remittance_written: { icon: 'list' },
  remittance_picked: { icon: 'boxes' },
  remittance_back_ordered: { icon: 'clock' },
  rest_called_off: { icon: 'close', stopped: true },
  shipped: { icon: 'truck' },
  delivered: { icon: 'check' },
  credit_held: { icon: 'wallet' },
  credit_released: { icon: 'wallet' },
  credit_spent: { icon: 'wallet' },
  credit_pending: { icon: 'gift' },
  credit_available: { icon: 'gift' },
  return_accepted: { icon: 'reply' },
  credit_clawed_back: { icon: 'wallet' },
  join_credit_taken_back: { icon: 'wallet' },
  tier_fell_back: { icon: 'crown' },
  debt_offset: { icon: 'wallet' },
}

/** Facts of a record that everybody reads, in the order in which they stand. */
const TOLD = ['carrier', 'trackingCode', 'refId'] as const

/** Reasons that the house itself writes; all others are somebody's own words. */
const OWN_REASONS = ['replaced', 'wrong_number', 'no_answer']

/**
 * The same case for customer and staff. Names, lateness and what staff noted or gave as a reason
 * are for staff only.
 */
export function timelineSteps(
  timeline: Timeline,
  language: Language,
  { forStaff }: { forStaff: boolean }
): TimelineStep[] {
  const happened = timeline.entries.filter((entry) => LOOKS[entry.kind])
  return [
    ...happened.map((entry) => stepOf(entry, language, forStaff)),
    ...timeline.waiting.map((waiting) => waitingStep(waiting, language, forStaff)),
  ]
}

function stepOf(entry: TimelineEntry, language: Language, forStaff: boolean): TimelineStep {
  const { icon, stopped } = LOOKS[entry.kind]!
  const parts = [
    entry.amount ? language.money(entry.amount) : null,
    ...TOLD.map((name) => told(entry.facts[name], language)),
    entry.kind === 'remittance_back_ordered' ? restOf(entry, language) : null,
    wayOf(entry, language),
    forStaff ? told(entry.facts.staffNote, language) : null,
    forStaff || entry.by.kind !== 'staff' ? told(entry.facts.reason, language) : null,
    entry.by.name && apart(entry.by.name),
  ]
  return {
    title: language.t(`sales.timeline.${entry.kind}`),
    text: parts.filter(Boolean).join(' · '),
    at: entry.at,
    state: stopped ? 'stopped' : 'done',
    icon,
  }
}

/** How much of it follows, and by when. */
function restOf({ facts }: TimelineEntry, { t, date }: Language): string {
  const until = DateTime.fromISO(String(facts.until))
  return t('sales.rest_until', { pieces: Number(facts.pieces), date: date(until) })
}

/** How a delivery was proved. */
function wayOf({ kind, facts }: TimelineEntry, { t }: Language): string | null {
  const way = DELIVERY_WAYS.find((known) => known === facts.way)
  return kind === 'delivered' && way ? t(`sales.delivered_by.${way}`) : null
}

function told(value: unknown, { t, digits }: Language): string | null {
  if (typeof value !== 'string' || value === '') return null
  if (OWN_REASONS.includes(value)) return t(`sales.reasons.${value}`)
  const isReturn = (RETURN_REASONS as readonly string[]).includes(value)
  return isReturn ? t(`statuses.return_reason.${value}`) : digits(value)
}

/** The customer reads the promise and the role that keeps it, staff the name and how late it is. */
function waitingStep(waiting: Waiting, language: Language, forStaff: boolean): TimelineStep {
  const { t, dateTime, relative } = language
  const until = t('sales.waiting.until', { at: dateTime(waiting.dueAt) })
  const late = waiting.late ? t('sales.waiting.late', { since: relative(waiting.dueAt) }) : null
  const parts = forStaff
    ? [until, waiting.assignee && apart(waiting.assignee), late]
    : [until, t(`people.roles.${waiting.role}`)]
  return {
    title: t(`sales.waiting.${waiting.kind}`),
    text: parts.filter(Boolean).join(' · '),
    at: null,
    state: 'now',
  }
}
