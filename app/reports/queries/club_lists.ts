import db from '@adonisjs/lucid/services/db'
import type { Scope } from '#app/reports/queries/sales_figures'

/* Lists of the club's rules and runs: of the whole house, so whoever may read one takes all of it. */

/** Versions of earn rules that were or are in force; of one rule, or all. */
export const earnRuleRows = (_: Scope, of: number | null) => () => {
  const query = db
    .from('earn_rule_versions as v')
    .leftJoin('staff as s', 's.id', 'v.published_by_id')
    .whereNot('v.status', 'draft')
    .select('v.*')
    .select(db.raw(`CONCAT(s.first_name, ' ', s.last_name) AS published_by`))
  return of ? query.where('v.rule_id', of) : query
}

export const membershipRuleRows = () => () =>
  db
    .from('membership_rules as r')
    .leftJoin('staff as s', 's.id', 'r.created_by_id')
    .leftJoin('staff as e', 'e.id', 'r.ended_by_id')
    .select('r.*')
    .select(db.raw(`CONCAT(s.first_name, ' ', s.last_name) AS opened_by`))
    .select(db.raw(`CONCAT(e.first_name, ' ', e.last_name) AS ended_by`))

export const simulationRows = () => () =>
  db
    .from('earn_simulations as e')
    .join('staff as s', 's.id', 'e.asked_by_id')
    .select('e.id', 'e.status', 'e.from_at', 'e.until_at', 'e.members_total', 'e.members_done')
    .select('e.result', 'e.created_at', 'e.ended_at')
    .select(db.raw(`CONCAT(s.first_name, ' ', s.last_name) AS asked_by`))

export const tierRunRows = () => () =>
  db
    .from('tier_runs as r')
    .leftJoin('staff as s', (on) => on.on('s.id', 'r.actor_id').andOnVal('r.actor_kind', 'staff'))
    .select('r.id', 'r.status', 'r.window_start', 'r.window_end', 'r.down_count', 'r.up')
    .select('r.noticed', 'r.moved', 'r.kept', 'r.due_at', 'r.created_at', 'r.finished_at')
    .select('r.undone_at')
    .select(db.raw(`CONCAT(s.first_name, ' ', s.last_name) AS started_by`))

/** The tiers of every plan, in the order of the plans. */
export const tierPlanRows = () => () =>
  db
    .from('tier_versions as v')
    .join('tier_plans as p', 'p.id', 'v.plan_id')
    .select('v.*', 'p.starts_at', 'p.applied_at', 'p.cancelled_at')

export const benefitRows = () => () => db.from('benefits as b').select('b.*')
