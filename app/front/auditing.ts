import type { DateTime } from 'luxon'
import { tehranDate } from '#app/core/jalali'

/** The hour in Tehran from which the books of the past day are looked at. */
export const NIGHT_BEGINS = 2

/** The night of a moment, named after the day in Tehran on which it ends: `2026-11-22`. */
export function nightOf(at: DateTime): string {
  return tehranDate(at.minus({ hours: NIGHT_BEGINS }))
}

/*
 * The nudge between "an audit was asked for" and the job. Whoever runs the jobs in this process
 * listens; elsewhere the sweep of every minute finds the row.
 */
let listener: (() => void) | null = null

export function onAuditNudge(nudged: (() => void) | null) {
  listener = nudged
}

export function nudgeAudit() {
  listener?.()
}
