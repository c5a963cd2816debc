import { clock } from '#app/core/clock'
import { sqlTime, type Trx } from '#app/core/sql'
import { insertAll } from '#app/core/statement'
import { playOf, type RecordKind } from '#app/crm/playbook'
import type { Happening } from '#app/crm/record'
import { queueMessages } from '#app/messaging/queue_message'

/** As many as go into one statement on both databases. */
const CHUNK = 400

type Line = Pick<
  Happening,
  'customerId' | 'caseId' | 'about' | 'amount' | 'branchId' | 'by' | 'facts' | 'params'
>

/**
 * The same thing happened to many: one record each and, where the playbook says so, one message
 * each, in the caller's transaction. No board moves and nobody gets a task: a kind that opens or
 * ends one is recorded singly.
 */
export async function recordMany(
  kind: RecordKind,
  lines: readonly Line[],
  trx: Trx
): Promise<void> {
  const play = playOf(kind)
  if (play.opens || play.closes || play.tellsExpert) throw new Error(`${kind} is recorded singly`)
  const now = sqlTime(clock.now())
  for (let start = 0; start < lines.length; start += CHUNK) {
    const part = lines.slice(start, start + CHUNK)
    const rows = part.map((line) => rowOf(kind, line, now))
    await insertAll('crm_records', rows, trx)
    if (play.tellsCustomer) await tell(play.tellsCustomer, part, trx)
  }
}

function rowOf(kind: RecordKind, line: Line, now: string) {
  const { customerId, caseId, about, amount, branchId, by, facts } = line
  return {
    kind,
    customer_id: customerId,
    case_id: caseId ?? null,
    about_type: about?.type ?? null,
    about_id: about?.id ?? null,
    amount: amount ?? null,
    branch_id: branchId ?? null,
    actor_kind: by.kind,
    actor_id: by.id,
    facts: JSON.stringify(facts ?? {}),
    created_at: now,
  }
}

async function tell(
  template: NonNullable<ReturnType<typeof playOf>['tellsCustomer']>,
  lines: readonly Line[],
  trx: Trx
) {
  const ids = lines.map(({ customerId }) => customerId)
  const rows = await trx
    .from('customers')
    .whereIn('id', ids)
    .select('id', 'mobile', 'email', 'locale')
  const people = new Map(rows.map((row) => [Number(row.id), { ...row, id: Number(row.id) }]))
  const orders = lines.flatMap(({ customerId, about, params }) => {
    const customer = people.get(customerId)
    return customer ? [{ template, to: { customer }, params, about }] : []
  })
  await queueMessages(orders, trx)
}
