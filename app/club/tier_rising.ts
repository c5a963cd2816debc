import type { DateTime } from 'luxon'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { sqlTime, type Trx } from '#app/core/sql'
import { settings } from '#app/people/models/setting'
import type Tier from '#app/club/models/tier'
import { risingWindow } from '#app/club/tier_window'

export interface Rise {
  memberId: number
  tier: Tier
  beforeTierId: number
  /** The tier by hand that he held before, if it was one. */
  manualTierId?: number | null
  /** Net purchases (Rial) from the beginning of the window until now. */
  bought: Rial
}

/** Notes on which purchases tiers stand: when these come back, they fall back (decision 17). */
export async function noteRises(
  rises: readonly Rise[],
  windowStart: DateTime,
  trx: Trx
): Promise<void> {
  if (rises.length === 0) return
  const rows = rises.map(({ memberId, tier, beforeTierId, manualTierId = null, bought }) => ({
    member_id: memberId,
    tier_id: tier.id,
    before_tier_id: beforeTierId,
    manual_tier_id: manualTierId,
    threshold: tier.threshold,
    bought,
    window_start: sqlTime(windowStart),
    rose_at: sqlTime(clock.now()),
  }))
  await trx.insertQuery().table('tier_rises').multiInsert(rows)
}

/** Of one who rose by the purchases of the window in which one rises at once. */
export async function noteRise(rise: Rise, trx: Trx): Promise<void> {
  const { start } = risingWindow(await settings.get('tierReview', trx))
  await noteRises([rise], start, trx)
}
