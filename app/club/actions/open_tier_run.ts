import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { once } from '#app/core/idempotency'
import { formatJalaliDay, type JalaliDay } from '#app/core/jalali'
import { Refusal } from '#app/core/refusal'
import { isDuplicate, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { audit } from '#app/people/models/audit'
import { settings } from '#app/people/models/setting'
import { areLeaving } from '#app/club/ending_tiers'
import TierPlan from '#app/club/models/tier_plan'
import TierRun from '#app/club/models/tier_run'
import { windowUntil } from '#app/club/tier_window'

export interface TierRunOrder {
  /** The last day that counts; its Jalali year is judged where the house judges by years. */
  lastDay: JalaliDay
  by: Extract<Actor, { kind: 'staff' }>
  key: string
}

/** So far from today, in days, a window may end either way. */
const FAR = 400

/**
 * Begins a re-evaluation of all members: the background finds out whom it would move, nobody is
 * moved before somebody says so. One at a time.
 * @throws Refusal `tier_run_open` (409), `tiers_settling` (409) while members of an ended tier are moved, `tier_run_far` with field `lastDay`, `key_reused`
 */
export function openTierRun(order: TierRunOrder, outer?: Trx) {
  const { by, key, lastDay } = order
  return transaction((trx) => {
    const scope = `open_tier_run:staff:${by.id}`
    return once({ scope, key, input: { lastDay } }, trx, () => open(order, trx))
  }, outer)
}

async function open({ lastDay, by }: TierRunOrder, trx: Trx) {
  if (await areLeaving(trx)) throw new Refusal('tiers_settling', { status: 409 })
  const review = await settings.get('tierReview', trx)
  const { start, end } = windowUntil(lastDay, review)
  if (Math.abs(end.diff(clock.now(), 'days').days) > FAR) {
    throw new Refusal('tier_run_far', { field: 'lastDay' })
  }
  const plan = await TierPlan.query({ client: trx })
    .whereNotNull('applied_at')
    .max('id as id')
    .first()
  const members = await trx.from('members').max('id as last').count('* as n').firstOrFail()
  const row = {
    status: 'preparing' as const,
    openKey: 'open',
    window: review.window,
    windowStart: start,
    windowEnd: end,
    down: review.down,
    graceDays: review.graceDays,
    dueAt: end.plus({ days: review.graceDays }),
    planId: plan?.id ?? null,
    total: Number(members.n),
    actorKind: by.kind,
    actorId: by.id,
  }
  const run = await write(row, trx)
  const after = { lastDay: formatJalaliDay(lastDay, 'fa'), window: review.window }
  await audit('open_tier_run', { subject: { type: 'tier_run', id: run.id }, after }, by, trx)
  return { runId: run.id }
}

/** Two at once meet at the UNIQUE `open_key`. */
async function write(row: Partial<TierRun>, trx: Trx): Promise<TierRun> {
  try {
    return await TierRun.create(row, { client: trx })
  } catch (error) {
    if (!isDuplicate(error)) throw error
    throw new Refusal('tier_run_open', { status: 409 })
  }
}
