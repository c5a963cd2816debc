import { DateTime } from 'luxon'
import type {
  LucidModel,
  LucidRow,
  ModelAttributes,
  ModelObject,
} from '@adonisjs/lucid/types/model'
import { clock } from '#app/core/clock'
import type { Client, Trx } from '#app/core/sql'
import { insert, type Row, type Value } from '#app/core/statement'

/* Models from statements: what a hot path read or wrote as rows, with the noun's own behaviour. */

/**
 * The model of a row that was read by a statement with the table's column names. Lucid's own way to
 * it looks up every column by name and copies the values by a deep merge, which takes longer than
 * reading the row.
 */
export function modelOf<M extends LucidModel>(
  model: M,
  row: Row | Record<string, unknown>,
  client?: Client
): InstanceType<M> {
  const made = new model()
  const columns = columnsOf(model)
  const values: ModelObject = made.$attributes
  const original: ModelObject = {}
  for (const name in row) {
    const column = columns.get(name)
    if (!column) {
      made.$extras[name] = row[name]
      continue
    }
    const { attribute, consume } = column
    const value = consume ? consume(row[name], attribute, made) : row[name]
    values[attribute] = value
    original[attribute] = kept(value)
  }
  made.$original = original
  made.$isPersisted = true
  made.$isLocal = false
  if (client) made.$setOptionsAndTrx({ client, connection: client.connectionName })
  return made as InstanceType<M>
}

/** `t.id AS t__id, …`: a model's columns, to be read in one statement with another's. */
export function columnsAs(model: LucidModel, table: string): string {
  return [...columnsOf(model).keys()]
    .map((name) => `${table}.${name} AS ${table}__${name}`)
    .join(', ')
}

/** Parts a row that was read so: the first model's columns, and those of the table named. */
export function parted(row: Row, table: string): [Row, Row] {
  const [own, other]: [Row, Row] = [{}, {}]
  const mark = `${table}__`
  for (const name in row) {
    if (name.startsWith(mark)) other[name.slice(mark.length)] = row[name]
    else own[name] = row[name]
  }
  return [own, other]
}

interface Column {
  attribute: string
  consume?: (value: unknown, attribute: string, row: LucidRow) => unknown
}

const columnsByModel = new WeakMap<LucidModel, Map<string, Column>>()

/** The columns of a model by their name in the table. */
function columnsOf(model: LucidModel): Map<string, Column> {
  let columns = columnsByModel.get(model)
  if (!columns) {
    model.boot()
    columns = new Map()
    for (const [attribute, { columnName, consume }] of model.$columnsDefinitions) {
      columns.set(columnName, { attribute, consume })
    }
    columnsByModel.set(model, columns)
  }
  return columns
}

/** What a later change is compared with. Moments never change; JSON may, so it is copied. */
function kept(value: unknown): unknown {
  const changeable = typeof value === 'object' && value !== null && !DateTime.isDateTime(value)
  return changeable ? structuredClone(value) : value
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
