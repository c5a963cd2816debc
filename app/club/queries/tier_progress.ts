import type { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { Rial } from '#app/core/money'
import { type Client, sqlTime } from '#app/core/sql'
import { settings } from '#app/people/models/setting'
import ManualTier from '#app/club/models/manual_tier'
import type Member from '#app/club/models/member'
import Tier from '#app/club/models/tier'
import TierRun from '#app/club/models/tier_run'
import { judgedMembers } from '#app/club/queries/judged_members'
import { risingWindow, type TierWindow } from '#app/club/tier_window'

export interface TierProgress {
  /** Net purchases of the window by which one rises, in Rial. */
  bought: Rial
  window: TierWindow
  months: number
  /** The tier above; null for the highest. */
  next: Tier | null
  /** What is missing until then, in Rial. */
  missing: Rial
  /** 0 to 100. */
  percent: number
  keep: TierKeeping | null
  /** Until when a tier that was given by hand holds. */
  byHandUntil: DateTime | null
}

/** What keeps the present tier; null for the lowest, and for one that was given by hand. */
export interface TierKeeping {
  /** What is missing, in Rial; 0 when it is safe. */
  missing: Rial
  /** The last moment that counts; null where the window moves on day by day. */
  until: DateTime | null
  /** He was told that he will be lowered. */
  isWarned: boolean
}

/** How far a member's purchases have brought him, and what keeps his tier. */
export async function tierProgress(member: Member): Promise<TierProgress> {
  const { window, months } = await settings.get('tierReview')
  const ladder = await Tier.ladder()
  const bought = await purchasesOfWindow(member.customerId)
  const manual = await ManualTier.of(member.id)
  const keep = manual ? null : await keepingOf(member, ladder, bought)
  const byHandUntil = manual?.endsAt.minus({ seconds: 1 }) ?? null
  const common = { bought, window, months, keep, byHandUntil }
  const next = ladder.find(({ position }) => position > member.tier.position) ?? null
  if (!next) return { ...common, next, missing: 0, percent: 100 }
  const missing = Math.max(0, next.threshold - bought)
  const percent = next.threshold > 0 ? Math.floor((bought / next.threshold) * 100) : 100
  return { ...common, next, missing, percent: Math.max(0, Math.min(100, percent)) }
}

async function keepingOf(
  member: Member,
  ladder: Tier[],
  bought: Rial
): Promise<TierKeeping | null> {
  if (member.tier.position === ladder[0]?.position) return null
  const warned = await warnedOf(member, ladder)
  if (warned) return warned
  const review = await settings.get('tierReview')
  const until = review.window === 'year' ? risingWindow(review).end.minus({ seconds: 1 }) : null
  return { missing: Math.max(0, member.tier.threshold - bought), until, isWarned: false }
}

/** What an open run that has told him says today. */
async function warnedOf(member: Member, ladder: Tier[]): Promise<TierKeeping | null> {
  const run = await TierRun.open()
  if (!run?.noticedAt || run.status === 'undoing') return null
  const move = await db
    .from('tier_moves')
    .where({ run_id: run.id, member_id: member.id, state: 'planned', direction: 'down' })
    .first()
  if (!move) return null
  const judged = await judgedMembers(run, ladder, [member.id], db.connection())
  const now = judged.get(member.id)
  const missing = now?.direction === 'down' ? now.missing : 0
  return { missing, until: run.dueAt.minus({ seconds: 1 }), isWarned: true }
}

/** Net purchases (Rial) of the window by which one rises at once. */
export async function purchasesOfWindow(customerId: number, client?: Client): Promise<Rial> {
  const { start, end } = risingWindow(await settings.get('tierReview', client))
  const row = await (client ?? db.connection())
    .from('customer_purchases')
    .where('customer_id', customerId)
    .where('created_at', '>=', sqlTime(start))
    .where('created_at', '<', sqlTime(end))
    .sum('amount as total')
    .first()
  return Number(row?.total ?? 0)
}
