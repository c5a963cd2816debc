import type { DateTime } from 'luxon'
import type { Client } from '#app/core/sql'
import { sqlTime } from '#app/core/sql'
import { bothSides, endOf, startOf } from '#app/crm/models/calendar_change'
import Task from '#app/crm/models/task'
import {
  addWorkingMinutesIn,
  calendarNow,
  type Calendar,
  endOfWorkingDay,
  workingDaysBetween,
} from '#app/crm/working_calendar'
import type Lot from '#app/ledger/models/lot'
import { spendableAfter } from '#app/ledger/models/lot'
import { waitingOver } from '#app/ledger/waiting_lots'

/** Working minutes after the doors open again in which a moved task is due. */
const NEXT_HOUR = 60
/** Enough to see what it means. */
const EXAMPLES = 8

export interface HolidayChange {
  kind: 'added' | 'removed'
  /** Gregorian day in Tehran, yyyy-MM-dd. */
  day: string
  /** null: in all branches. */
  branchId: number | null
}

/**
 * The date of a waiting lot after a change: as many working days after it was earned as it was
 * promised before, by the calendar of its branch.
 */
export function dateAfter(
  lot: Pick<Lot, 'earnedAt' | 'pendingUntil' | 'branchId'>,
  { before, after }: { before: Calendar; after: Calendar }
): DateTime {
  const { earnedAt, pendingUntil, branchId } = lot
  const promised = workingDaysBetween(before, earnedAt, pendingUntil!, branchId)
  return endOfWorkingDay(after, earnedAt, promised, branchId)
}

/** Open tasks that are due on the day of a holiday that comes. */
export function tasksOn({ day, branchId }: HolidayChange, client: Client) {
  return Task.query({ client })
    .where('state', 'open')
    .where('due_at', '>=', sqlTime(startOf(day)))
    .where('due_at', '<', sqlTime(endOf(day)))
    .if(branchId !== null, (query) => query.where('branch_id', branchId!))
}

/** A task due on a free day is due in the next working hour. */
export function dueAfter({ dueAt, branchId }: Pick<Task, 'dueAt' | 'branchId'>, after: Calendar) {
  return addWorkingMinutesIn(after, dueAt, NEXT_HOUR, branchId)
}

/** Lots whose waiting time holds the day of a change. */
export function lotsAround({ day, branchId }: HolidayChange, client: Client) {
  return waitingOver({ start: startOf(day), branchId }, client)
}

/** Which dates a change would move, before it is made. */
export async function previewOf(change: HolidayChange, client: Client) {
  const sides = bothSides(await calendarNow(client), change)
  const lots = await lotsAround(change, client).orderBy('pending_until').orderBy('id').limit(200)
  const moving = lots
    .map((lot) => ({ lot, to: dateAfter(lot, sides) }))
    .filter(({ lot, to }) => !lot.pendingUntil!.equals(to))
  const tasks = change.kind === 'added' ? await tasksOn(change, client).limit(200) : []
  return {
    lots: moving.length === 0 ? 0 : await countOf(lotsAround(change, client)),
    amount: moving.length === 0 ? 0 : await sumOf(lotsAround(change, client)),
    examples: moving
      .slice(0, EXAMPLES)
      .map(({ lot, to }) => ({ lot, spendableFrom: spendableAfter(to) })),
    tasks: tasks.length,
    taskExamples: tasks
      .slice(0, EXAMPLES)
      .map((task) => ({ task, to: dueAfter(task, sides.after) })),
  }
}

type Lots = ReturnType<typeof lotsAround>

async function countOf(lots: Lots) {
  const [row] = await lots.pojo<{ n: number }>().count('* as n')
  return Number(row.n)
}

async function sumOf(lots: Lots) {
  const [row] = await lots.pojo<{ total: number | null }>().sum('amount as total')
  return Number(row.total ?? 0)
}
