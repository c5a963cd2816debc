import type { Client } from '#app/core/sql'
import { found } from '#app/core/refusal'
import Staff from '#app/people/models/staff'
import type { Right } from '#app/people/rights'

type Scope = 'all' | number[]
type Query = ReturnType<Client['from']>

const PAGE = 50

/**
 * Keeps a list of staff (`s`) to those over whom somebody is set: who works in his branches. Who
 * works for the whole house is under nobody of a branch.
 */
export function withinReach(query: Query, scope: Scope): Query {
  if (scope === 'all') return query
  const roles = (part: Query) => part.from('staff_roles as r').whereColumn('r.staff_id', 's.id')
  return query
    .whereExists((part: Query) => void roles(part).whereIn('r.branch_id', scope))
    .whereNotExists((part: Query) => void roles(part).whereNull('r.branch_id'))
}

/** Active staff in his reach by key, a page at a time, with their roles. */
export async function staffList(client: Client, scope: Scope, after: number | null) {
  const ids = await withinReach(client.from('staff as s').where('s.active', true), scope)
    .where('s.id', '>', after ?? 0)
    .orderBy('s.id')
    .limit(PAGE + 1)
    .select('s.id')
  const shown = ids.slice(0, PAGE).map((row) => Number(row.id))
  const rows = await Staff.query().whereIn('id', shown).preload('roles').orderBy('id')
  return { rows, next: ids.length > PAGE ? shown[PAGE - 1] : null }
}

/** One of the active staff over whom the other is set. @throws NotFound */
export async function staffInReach(client: Client, id: number, by: Staff, right: Right) {
  const query = client.from('staff as s').where({ 's.id': id, 's.active': true })
  found(await withinReach(query, by.branchesFor(right)).first())
  return Staff.query().where('id', id).preload('roles').firstOrFail()
}
