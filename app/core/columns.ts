import type { DateTime } from 'luxon'
import { column } from '@adonisjs/lucid/orm'
import type { LucidModel, LucidRow } from '@adonisjs/lucid/types/model'
import { clock } from '#app/core/clock'
import { sqlTime, timeOf } from '#app/core/sql'

/* Column decorators that make a row look the same from both databases. Named by schema_rules. */

const asTime = column({
  prepare: (value: DateTime | null | undefined) => (value ? sqlTime(value) : value),
  consume: (value: string | null) => timeOf(value),
  serialize: (value: DateTime | null) => value?.toISO() ?? null,
})

/** A moment in UTC. */
export function time() {
  return asTime
}

/** The moment the row was made, by our clock. */
export function stamped() {
  return (target: LucidRow, property: string) => {
    asTime(target as never, property as never)
    const model = target.constructor as LucidModel
    model.boot()
    model.before('create', (row) => {
      const values = row as unknown as Record<string, unknown>
      values[property] ??= clock.now()
    })
  }
}

/** JSON as text. */
export function json() {
  return column({
    prepare: (value: unknown) =>
      value === undefined || value === null ? value : JSON.stringify(value),
    consume: (value: unknown) => (typeof value === 'string' ? JSON.parse(value) : value),
  })
}

/** Yes or no; both databases keep 1 and 0. */
export function flag() {
  return column({
    prepare: (value: boolean | undefined) => (value === undefined ? value : value ? 1 : 0),
    consume: (value: unknown) => Boolean(value),
  })
}
