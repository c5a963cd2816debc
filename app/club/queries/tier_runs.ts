import db from '@adonisjs/lucid/services/db'
import { cutPage } from '#app/core/page'
import TierRun from '#app/club/models/tier_run'

const PAGE = 25

/** Runs, the newest first. */
export async function tierRuns(after?: number) {
  const query = TierRun.query()
    .orderBy('id', 'desc')
    .limit(PAGE + 1)
  if (after) query.where('id', '<', after)
  const { shown, next } = cutPage(await query, PAGE)
  return { rows: shown, next }
}

export interface MoveOnPage {
  id: number
  customer_id: number
  first_name: string
  last_name: string
  from_fa: string
  from_en: string
  from_colour: string
  to_fa: string
  to_en: string
  to_colour: string
  direction: 'up' | 'down'
  bought: number
  missing: number
  state: string
}

/** Whom a run moves, page by page; one direction, or both. */
export async function movesOf(run: TierRun, direction: 'up' | 'down' | null, after?: number) {
  const query = moveRows(run.id)
    .orderBy('v.id')
    .limit(PAGE + 1)
  if (direction) query.where('v.direction', direction)
  if (after) query.where('v.id', '>', after)
  const rows: MoveOnPage[] = await query
  const { shown, next } = cutPage(rows, PAGE)
  return { moves: shown, nextMove: next }
}

/** The moves of a run with names, for pages and files. */
export function moveRows(runId: number) {
  return db
    .from('tier_moves as v')
    .join('customers as c', 'c.id', 'v.customer_id')
    .join('tiers as f', 'f.id', 'v.from_tier_id')
    .join('tiers as t', 't.id', 'v.to_tier_id')
    .where('v.run_id', runId)
    .select('v.id', 'v.customer_id', 'v.direction', 'v.bought', 'v.missing', 'v.state')
    .select('c.first_name', 'c.last_name', 'c.mobile')
    .select('f.name_fa as from_fa', 'f.name_en as from_en', 'f.colour as from_colour')
    .select('t.name_fa as to_fa', 't.name_en as to_en', 't.colour as to_colour')
}
