import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { eachAlone } from '#app/core/sweep'
import { sqlTime } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { applyPlan } from '#app/club/applying_tiers'

/** The change of tiers whose day has come takes hold, unless members are just being moved. @returns how many did */
export function applyTierPlans(): Promise<number> {
  return eachAlone(duePlans, (id) => transaction((trx) => applyPlan(id, trx)))
}

async function duePlans(): Promise<number[]> {
  const rows = await db
    .from('tier_plans')
    .where('waiting_key', 'waiting')
    .where('starts_at', '<=', sqlTime(clock.now()))
    .select('id')
  return rows.map(({ id }) => Number(id))
}
