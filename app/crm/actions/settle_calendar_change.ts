import type { DateTime } from 'luxon'
import { SYSTEM } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { changed, sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import CalendarChange, { bothSides } from '#app/crm/models/calendar_change'
import type Task from '#app/crm/models/task'
import { dateAfter, dueAfter, lotsAround, tasksMovedBy, tasksOn } from '#app/crm/moving_dates'
import { record } from '#app/crm/record'
import { type Calendar, calendarNow } from '#app/crm/working_calendar'
import type Lot from '#app/ledger/models/lot'
import { postponeLot } from '#app/ledger/waiting_lots'

/** Lots of one short transaction. */
const BATCH = 50

/**
 * Lets the dates follow a change of holidays, some batches at a time: pending credit is available
 * after as many working days as it was promised, and open tasks are due in a working hour. Each
 * date follows a change once, so whoever is cut off is simply called again.
 * @returns whether all dates have followed
 */
export async function settleCalendarChange(changeId: number, batches = Infinity): Promise<boolean> {
  for (let done = 0; done < batches; done++) {
    if (await transaction((trx) => settleBatch(changeId, trx))) return true
  }
  return false
}

/** @returns true when this was the last batch, or another process did it */
async function settleBatch(changeId: number, trx: Trx): Promise<boolean> {
  const own = trx.from('calendar_changes').where({ id: changeId, open_key: 'running' })
  if ((await changed(own.clone().update({ lots: trx.raw('lots + 0') }))) === 0) return true
  const change = await CalendarChange.findOrFail(changeId, { client: trx })
  const sides = bothSides(await calendarNow(trx), change)
  const lots = await lotsAround(change, trx)
    .where('id', '>', change.cursor)
    .orderBy('id')
    .limit(BATCH)
  let moved = 0
  for (const lot of lots) if (await moveLot(lot, change, sides, trx)) moved++
  const isLast = lots.length < BATCH
  const tasks = isLast ? await moveTasks(change, sides.after, trx) : 0
  await own.update({
    cursor: lots.at(-1)?.id ?? change.cursor,
    lots: trx.raw('lots + ?', [moved]),
    tasks: trx.raw('tasks + ?', [tasks]),
    ...(isLast && { open_key: null, finished_at: sqlTime(clock.now()) }),
  })
  return isLast
}

async function moveLot(
  lot: Lot,
  change: CalendarChange,
  sides: ReturnType<typeof bothSides>,
  trx: Trx
) {
  const from = lot.pendingUntil!
  const to = dateAfter(lot, sides)
  if (from.equals(to) || !(await postponeLot(lot, to, trx))) return false
  await keep(change, { type: 'lot', id: lot.id }, { from, to }, trx)
  const { customerId, caseId, source, branchId, amount } = lot
  const { kind, day, nameFa, nameEn } = change
  const facts = { kind, day, nameFa, nameEn, from: from.toISO(), until: to.toISO() }
  const what = { customerId, caseId, about: source, branchId, amount, facts, by: SYSTEM }
  await record('credit_postponed', what, trx)
  return true
}

async function moveTasks(change: CalendarChange, after: Calendar, trx: Trx): Promise<number> {
  let moved = 0
  if (change.kind === 'added') {
    for (const task of await tasksOn(change, trx)) {
      const to = dueAfter(task, after)
      if (await moveTask(task, to, change, trx)) moved++
    }
    return moved
  }
  for (const { task, back } of await tasksMovedBy(change, trx)) {
    if (await moveTask(task, back, change, trx)) moved++
  }
  return moved
}

async function moveTask(task: Task, to: DateTime, change: CalendarChange, trx: Trx) {
  const from = task.dueAt
  const open = trx.from('tasks').where({ id: task.id, state: 'open', due_at: sqlTime(from) })
  if ((await changed(open.update({ due_at: sqlTime(to), reminded_at: null }))) === 0) return false
  await keep(change, { type: 'task', id: task.id }, { from, to }, trx)
  return true
}

async function keep(
  { id }: CalendarChange,
  moved: { type: string; id: number },
  { from, to }: { from: DateTime; to: DateTime },
  trx: Trx
) {
  await trx.table('calendar_moves').insert({
    change_id: id,
    moved_type: moved.type,
    moved_id: moved.id,
    from_at: sqlTime(from),
    to_at: sqlTime(to),
    created_at: sqlTime(clock.now()),
  })
}
