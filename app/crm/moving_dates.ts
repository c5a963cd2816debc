import type { DateTime } from 'luxon'
import type { Client } from '#app/core/sql'
import { clock } from '#app/core/clock'
import { sqlTime, timeOf } from '#app/core/sql'
import CalendarChange, { bothSides, endOf, startOf } from '#app/crm/models/calendar_change'
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

/** Open tasks that a change would move, and when they are due then. */
async function movingTasks(change: HolidayChange, after: Calendar, client: Client) {
  if (change.kind === 'removed') {
    const moved = await tasksMovedBy(change, client)
    return moved.map(({ task, back }) => ({ task, to: back }))
  }
  const tasks = await tasksOn(change, client).limit(200)
  return tasks.map((task) => ({ task, to: dueAfter(task, after) }))
}

/** Open tasks that moved when this holiday came and were not touched since; with their first date. */
export async function tasksMovedBy({ day, branchId }: HolidayChange, client: Client) {
  const added = CalendarChange.query({ client }).where({ kind: 'added', day })
  const place = branchId === null ? added.whereNull('branchId') : added.where({ branchId })
  const cause = await place.orderBy('id', 'desc').first()
  if (!cause) return []
  const moves = await client
    .from('calendar_moves')
    .where({ change_id: cause.id, moved_type: 'task' })
    .where('from_at', '>', sqlTime(clock.now()))
    .select('moved_id', 'from_at', 'to_at')
  const ids = moves.map(({ moved_id: id }) => Number(id))
  const tasks = await Task.query({ client }).whereIn('id', ids).where('state', 'open')
  return tasks.flatMap((task) => {
    const move = moves.find(({ moved_id: id }) => Number(id) === task.id)
    const untouched = sqlTime(task.dueAt) === String(move.to_at)
    return untouched ? [{ task, back: timeOf(String(move.from_at)) }] : []
  })
}

/** Which dates a change would move, before it is made. */
export async function previewOf(change: HolidayChange, client: Client) {
  const sides = bothSides(await calendarNow(client), change)
  const lots = await lotsAround(change, client).orderBy('pending_until').orderBy('id').limit(200)
  const moving = lots
    .map((lot) => ({ lot, to: dateAfter(lot, sides) }))
    .filter(({ lot, to }) => !lot.pendingUntil!.equals(to))
  const tasks = await movingTasks(change, sides.after, client)
  return {
    lots: moving.length === 0 ? 0 : await countOf(lotsAround(change, client)),
    amount: moving.length === 0 ? 0 : await sumOf(lotsAround(change, client)),
    examples: moving
      .slice(0, EXAMPLES)
      .map(({ lot, to }) => ({ lot, spendableFrom: spendableAfter(to) })),
    tasks: tasks.length,
    taskExamples: tasks.slice(0, EXAMPLES),
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
