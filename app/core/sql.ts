import { DateTime, FixedOffsetZone } from 'luxon'
import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'

export type Trx = TransactionClientContract
export type Client = QueryClientContract

/** A moment as both databases keep it: UTC, whole seconds. Never bind a Date or a DateTime itself. */
export function sqlTime(moment: DateTime): string {
  return new Date(moment.toMillis()).toISOString().slice(0, 19).replace('T', ' ')
}

/** The moment that a column of time holds. Raw rows give text on both databases. */
export function timeOf(text: string): DateTime<true>
export function timeOf(text: string | null): DateTime<true> | null
export function timeOf(text: string | null) {
  if (text === null) return null
  const millis = Date.parse(`${text.replace(' ', 'T')}Z`)
  return DateTime.fromMillis(millis, { zone: FixedOffsetZone.utcInstance }) as DateTime<true>
}

/** True when the statement broke a UNIQUE index or primary key. */
export function isDuplicate(error: unknown): boolean {
  const code = (error as { code?: string })?.code
  return (
    code === 'ER_DUP_ENTRY' ||
    code === 'SQLITE_CONSTRAINT_UNIQUE' ||
    code === 'SQLITE_CONSTRAINT_PRIMARYKEY'
  )
}

/** Rows that a guarded UPDATE changed: Lucid answers a number, or a list with one. */
export async function changed(update: PromiseLike<unknown>): Promise<number> {
  const answer = await update
  return Number(Array.isArray(answer) ? answer[0] : answer)
}

/** Id of the row that an INSERT by query builder made. */
export async function insertedId(insert: PromiseLike<unknown>): Promise<number> {
  const answer = await insert
  return Number(Array.isArray(answer) ? answer[0] : answer)
}
