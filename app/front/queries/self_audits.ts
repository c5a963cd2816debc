import db from '@adonisjs/lucid/services/db'
import type { Breach } from '#app/core/law'
import SelfAudit from '#app/front/models/self_audit'

const PAGE = 20

/** The runs, the newest first, a page by key. */
export async function selfAudits(after: number | null) {
  const rows = await SelfAudit.query()
    .preload('startedBy')
    .if(after, (query) => query.where('id', '<', after!))
    .orderBy('id', 'desc')
    .limit(PAGE + 1)
  const shown = rows.slice(0, PAGE)
  return { rows: shown, next: rows.length > PAGE ? shown[shown.length - 1].id : null }
}

export interface CheckedLaw {
  law: string
  kept: boolean
  milliseconds: number
  breaches: Breach[]
}

/** What an audit says of each law, the broken ones first. */
export async function checkedLaws(auditId: number): Promise<CheckedLaw[]> {
  const rows = await db
    .from('self_audit_laws')
    .where('audit_id', auditId)
    .orderBy('kept')
    .orderBy('id')
    .select('law', 'kept', 'milliseconds', 'breaches')
  return rows.map((row) => ({
    law: String(row.law),
    kept: Boolean(row.kept),
    milliseconds: Number(row.milliseconds),
    breaches: typeof row.breaches === 'string' ? JSON.parse(row.breaches) : row.breaches,
  }))
}
