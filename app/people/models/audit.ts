import type { HttpContext } from '@adonisjs/core/http'
import type { Actor, DocumentRef } from '#app/core/actor'
import { SYSTEM } from '#app/core/actor'
import type { Client } from '#app/core/sql'
import { AuditSchema } from '#database/schema'

/** What is noted; each has its name on the audit page. */
export const AUDIT_ACTIONS = [
  'sign_in',
  'refused',
  'assign_task',
  'finish_task',
  'edit_customer',
  'exported',
  'audit_books',
  'plan_tiers',
  'cancel_tier_plan',
  'draft_earn_rule',
  'drop_earn_rule',
  'discard_earn_rules',
  'publish_earn_rules',
  'count_in_earning',
  'add_membership_rule',
  'end_membership_rule',
  'change_calendar',
  'open_tier_run',
  'steer_tier_run',
  'set_tier_review',
  'set_tier',
  'end_tier',
  'start_simulation',
  'stop_simulation',
  'decide_wallet',
  'extend_credit',
  'save_benefit',
  'override_benefit',
  'pay_to_other_name',
  'set_off_duty',
  'end_off_duty',
] as const
export type AuditAction = (typeof AUDIT_ACTIONS)[number]

export const AUDIT_OUTCOMES = ['done', 'refused', 'failed'] as const

export interface AuditFacts {
  subject?: DocumentRef
  before?: Record<string, unknown>
  after?: Record<string, unknown>
  branchId?: number | null
  outcome?: (typeof AUDIT_OUTCOMES)[number]
}

/** One line of who did what to whom, from where. Rows can be added only. */
export default class Audit extends AuditSchema {
  static table = 'audits'
}

/** Writes a line. From a request it takes the person, the address and the route as well. */
export async function audit(
  action: AuditAction,
  facts: AuditFacts,
  by: HttpContext | Actor,
  client?: Client
): Promise<void> {
  const doer = 'request' in by ? whoAsks(by) : { actor: by }
  await Audit.create(
    {
      action,
      outcome: facts.outcome ?? 'done',
      actorKind: doer.actor.kind,
      actorId: doer.actor.id,
      ip: doer.ip ?? null,
      route: doer.route?.slice(0, 191) ?? null,
      subjectType: facts.subject?.type ?? null,
      subjectId: facts.subject?.id ?? null,
      branchId: facts.branchId ?? null,
      before: facts.before ?? null,
      after: facts.after ?? null,
    },
    { client }
  )
}

function whoAsks(ctx: HttpContext): { actor: Actor; ip?: string; route?: string } {
  const { request } = ctx
  const actor: Actor = ctx.staff
    ? { kind: 'staff', id: ctx.staff.id }
    : ctx.customer
      ? { kind: 'customer', id: ctx.customer.id }
      : SYSTEM
  return { actor, ip: request.ip(), route: `${request.method()} ${request.url()}` }
}
