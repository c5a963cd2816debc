import type { Rial } from '#app/core/money'
import type { CaseKind } from '#app/crm/models/crm_case'
import { playOf, TASKS, type RecordKind, type TaskKind } from '#app/crm/playbook'
import type { Bulk, Row, Stored } from '#database/demo/bulk'
import type { DemoStaffMember } from '#database/demo/business'
import { stamp, type OfficeHours } from '#database/demo/times'
import type { DemoPerson, Doer } from '#database/demo/world'

export interface DemoHappening {
  at: number
  person: DemoPerson
  caseId: number | null
  about?: { type: string; id: number }
  amount?: Rial
  branchId: number | null
  by: Doer
  facts?: Record<string, unknown>
}

interface OpenTask {
  kind: TaskKind
  row: Stored
}

/** The customer files in memory: records and the tasks that the playbook makes of them. */
export class CustomerFiles {
  readonly #open = new Map<number, OpenTask[]>()
  readonly #experts = new Map<number, Row>()

  constructor(
    readonly bulk: Bulk,
    readonly staff: readonly DemoStaffMember[],
    readonly office: OfficeHours
  ) {}

  openCase(kind: CaseKind, person: DemoPerson, branchId: number | null, at: number): number {
    const row = this.bulk.row('crm_cases', {
      kind,
      customer_id: person.id,
      branch_id: branchId,
      expert_id: null,
      created_at: stamp(at),
    })
    this.#experts.set(row.id, row)
    return row.id
  }

  record(kind: RecordKind, what: DemoHappening): number {
    const recordId = this.bulk.add('crm_records', {
      kind,
      customer_id: what.person.id,
      case_id: what.caseId,
      about_type: what.about?.type ?? null,
      about_id: what.about?.id ?? null,
      amount: what.amount ?? null,
      branch_id: what.branchId,
      actor_kind: what.by.kind,
      actor_id: what.by.id,
      facts: JSON.stringify(what.facts ?? {}),
      created_at: stamp(what.at),
    })
    const play = playOf(kind)
    if (play.closes && what.caseId) this.#close(play.closes, what.caseId, what, recordId)
    if (play.opens && what.caseId) this.#task(play.opens, what.caseId, what, recordId)
    return recordId
  }

  #close(kinds: readonly TaskKind[], caseId: number, what: DemoHappening, recordId: number) {
    const open = this.#open.get(caseId) ?? []
    for (const { kind, row } of open) {
      if (!kinds.includes(kind)) continue
      row.state = 'done'
      row.open_key = null
      row.closed_at = stamp(what.at)
      row.closed_by_id = what.by.kind === 'staff' ? what.by.id : null
      row.closing_record_id = recordId
    }
    this.#open.set(
      caseId,
      open.filter(({ kind }) => !kinds.includes(kind))
    )
  }

  #task(
    { task: kind, within }: { task: TaskKind; within: number },
    caseId: number,
    what: DemoHappening,
    recordId: number
  ) {
    const { role, per } = TASKS[kind]
    const own = per === 'document' && what.about ? `:${what.about.type}:${what.about.id}` : ''
    const assignee = this.#assignee(role, what.branchId)
    const row = this.bulk.row('tasks', {
      kind,
      state: 'open',
      customer_id: what.person.id,
      case_id: caseId,
      record_id: recordId,
      about_type: what.about?.type ?? null,
      about_id: what.about?.id ?? null,
      role,
      branch_id: what.branchId,
      assignee_id: assignee,
      due_at: stamp(this.office.add(what.at, within)),
      open_key: `${caseId}:${kind}${own}`,
      closed_at: null,
      closed_by_id: null,
      closing_record_id: null,
      created_at: stamp(what.at),
    })
    this.#open.set(caseId, [...(this.#open.get(caseId) ?? []), { kind, row }])
    const kase = this.#experts.get(caseId)
    if (kase && kase.expert_id === null && role.endsWith('_expert')) kase.expert_id = assignee
  }

  #assignee(role: string, branchId: number | null): number | null {
    const found = this.staff.find(
      (person) => person.role === role && (person.branchId === branchId || person.branchId === null)
    )
    return found?.id ?? null
  }
}
