import db from '@adonisjs/lucid/services/db'

export interface AuditFilter {
  outcome?: string
  /** Rows before this id. */
  after?: number
  limit?: number
}

/** The newest lines first, a page at a time, with the name of who did it. */
export async function auditList({ outcome, after, limit = 50 }: AuditFilter) {
  const rows = await db
    .from('audits')
    .leftJoin('staff', (join) =>
      join.on('staff.id', 'audits.actor_id').andOnVal('audits.actor_kind', 'staff')
    )
    .if(outcome, (query) => query.where('audits.outcome', outcome!))
    .if(after, (query) => query.where('audits.id', '<', after!))
    .select('audits.*', 'staff.first_name', 'staff.last_name')
    .orderBy('audits.id', 'desc')
    .limit(limit + 1)
  const shown = rows.slice(0, limit).map((row) => ({
    ...row,
    before: parsed(row.before),
    after: parsed(row.after),
  }))
  return { rows: shown, next: rows.length > limit ? Number(shown.at(-1)?.id) : null }
}

function parsed(value: unknown): Record<string, unknown> | null {
  return typeof value === 'string' ? JSON.parse(value) : (value as Record<string, unknown> | null)
}
