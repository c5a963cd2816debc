import type { Infer } from '@vinejs/vine/types'
import { clock } from '#app/core/clock'
import { TEHRAN } from '#app/core/jalali'
import type { Client } from '#app/core/sql'
import { settings } from '#app/people/models/setting'
import { type Earned, evaluateEarning } from '#app/club/earning'
import Tier from '#app/club/models/tier'
import { draftedRules } from '#app/club/rule_draft'
import type { trialValidator } from '#app/club/validators'

type Trial = Infer<typeof trialValidator>

/** The next moment with that weekday (0 is Saturday) and hour in Tehran. */
function momentOf({ weekday, hour }: Trial) {
  const now = clock.now().setZone(TEHRAN)
  const today = (now.weekday + 1) % 7
  const days = weekday === undefined ? 0 : (weekday - today + 7) % 7
  return now.plus({ days }).set({ hour: hour ?? now.hour, minute: 0, second: 0 })
}

/** What a made-up purchase would get by the drafted rules; null while no amount is given. */
export async function tryRules(trial: Trial, client: Client): Promise<Earned | null> {
  if (trial.bill === undefined) return null
  const ladder = await Tier.ladder(client)
  const tier = ladder.find(({ id }) => id === trial.tier) ?? ladder[0]
  if (!tier) return null
  const channel = trial.channel ?? 'till'
  const categoryId = channel === 'web' ? (trial.category ?? null) : null
  const ground = {
    rules: await draftedRules(client),
    counts: await settings.get('earning', client),
    givenToday: new Map(),
  }
  const lines = [{ net: trial.bill, vat: 0, categoryId }]
  const where = { at: momentOf(trial), channel, branchId: trial.branch ?? null, tier }
  return evaluateEarning({ ...where, lines, freight: 0, creditUsed: 0 }, ground)
}
