import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { tehranDate } from '#app/core/jalali'
import { Refusal } from '#app/core/refusal'
import { insertedId, isDuplicate, sqlTime, type Trx } from '#app/core/sql'
import { afterCommit, transaction } from '#app/core/transaction'
import { forgetWorkingCalendar } from '#app/crm/working_calendar'
import { clockTime, type WorkingSpan } from '#app/crm/working_hours'
import { audit } from '#app/people/models/audit'

export interface WorkingHours {
  /** null: of the house, for branches without hours of their own. */
  branchId: number | null
  /** The whole week; none: of a branch the house's hours hold again. */
  spans: readonly WorkingSpan[]
  by: Extract<Actor, { kind: 'staff' }>
}

/**
 * The hours in which a branch, or the house, works from now on: what becomes due after this counts
 * in them; what is due already stays. Two at once come one after the other.
 * @throws Refusal `hours_none` for a house that never opens, `calendar_busy` while the dates of
 * another change follow
 */
export function setWorkingHours({ branchId, spans, by }: WorkingHours): Promise<void> {
  return transaction(async (trx) => {
    if (branchId === null && spans.length === 0) {
      throw new Refusal('hours_none', { field: 'from_0_1' })
    }
    const changeId = await begin(branchId, by.id, trx)
    const before = await hoursOf(branchId, trx)
    await ofPlace(branchId, trx).delete()
    for (const span of spans) {
      await trx.table('working_spans').insert({ ...span, branch_id: branchId })
    }
    const subject = { type: 'calendar_change', id: changeId }
    const after = { hours: inWords(spans) }
    await audit('change_calendar', { subject, branchId, before, after }, by, trx)
    const end = { open_key: null, finished_at: sqlTime(clock.now()) }
    await trx.from('calendar_changes').where('id', changeId).update(end)
    afterCommit(trx, forgetWorkingCalendar)
  })
}

/** A line in the list of changes; its UNIQUE key makes the next one wait. */
async function begin(branchId: number | null, staffId: number, trx: Trx): Promise<number> {
  const row = { kind: 'hours', day: tehranDate(clock.now()), branch_id: branchId }
  const named = { name_fa: 'هفتهٔ کاری تازه', name_en: 'a new working week' }
  const rest = { staff_id: staffId, open_key: 'running', created_at: sqlTime(clock.now()) }
  try {
    return await insertedId(trx.table('calendar_changes').insert({ ...row, ...named, ...rest }))
  } catch (error) {
    if (!isDuplicate(error)) throw error
    throw new Refusal('calendar_busy', { field: 'from_0_1', status: 409 })
  }
}

function ofPlace(branchId: number | null, trx: Trx) {
  const spans = trx.from('working_spans')
  return branchId === null ? spans.whereNull('branch_id') : spans.where('branch_id', branchId)
}

async function hoursOf(branchId: number | null, trx: Trx) {
  const rows = await ofPlace(branchId, trx).orderBy('weekday').orderBy('starts')
  return { hours: inWords(rows) }
}

/** `0 9:00-13:00, 16:00-20:00` for each weekday. */
const inWords = (spans: readonly WorkingSpan[]) =>
  spans
    .map(({ weekday, starts, ends }) => `${weekday} ${clockTime(starts)}-${clockTime(ends)}`)
    .join(', ') || null
