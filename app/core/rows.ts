import type { LucidModel, LucidRow, ModelAttributes } from '@adonisjs/lucid/types/model'
import { clock } from '#app/core/clock'
import type { Client, Trx } from '#app/core/sql'
import { insert, type Row, type Value } from '#app/core/statement'

/* Models from statements: what a hot path read or wrote as rows, with the noun's own behaviour. */

/** The model of a row that was read by a statement with the table's column names. */
export function modelOf<M extends LucidModel>(
  model: M,
  row: Row | Record<string, unknown>,
  client?: Client
): InstanceType<M> {
  const options = client ? { client, connection: client.connectionName } : undefined
  return model.$createFromAdapterResult(row, undefined, options as never) as InstanceType<M>
}

/**
 * Adds a row by one statement and answers its model; `createdAt` is now unless it is given. For
 * nouns without hooks of their own: none are run.
 */
export async function created<M extends LucidModel>(
  model: M,
  values: Partial<ModelAttributes<InstanceType<M>>>,
  trx: Trx
): Promise<InstanceType<M>> {
  const row: Record<string, Value> = {}
  const given: Record<string, unknown> =
    model.$hasColumn('createdAt') && !('createdAt' in values)
      ? { ...values, createdAt: clock.now() }
      : values
  for (const [attribute, value] of Object.entries(given)) {
    if (value === undefined) continue
    const column = model.$getColumn(attribute)
    if (!column) throw new Error(`${model.table} has no ${attribute}`)
    const { prepare, columnName } = column as typeof column & { prepare?: Prepare }
    row[columnName] = (prepare ? prepare(value, attribute, NOBODY) : value) as Value
  }
  const id = await insert(model.table, row, trx)
  return modelOf(model, { ...row, id }, trx)
}

type Prepare = (value: unknown, attribute: string, row: LucidRow) => unknown
/** Our columns prepare by the value alone. */
const NOBODY = undefined as unknown as LucidRow
