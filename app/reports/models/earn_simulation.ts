import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { EarnSimulationSchema } from '#database/schema'
import Staff from '#app/people/models/staff'
import type { ActiveRule } from '#app/club/earning'
import type { SimulationResult } from '#app/reports/simulating'

export const SIMULATION_STATUSES = ['queued', 'running', 'done', 'stopped', 'failed'] as const
export type SimulationStatus = (typeof SIMULATION_STATUSES)[number]

/** A rule as a simulation keeps it: JSON knows no set. */
export type KeptRule = Omit<ActiveRule, 'families'> & { families: number[] | null }

export const keptRule = ({ families, ...rule }: ActiveRule): KeptRule => ({
  ...rule,
  families: families && [...families],
})
export const activeRule = ({ families, ...rule }: KeptRule): ActiveRule => ({
  ...rule,
  families: families && new Set(families),
})

/** Earn rules played on the sales of the last 90 days; nothing is given by it. */
export default class EarnSimulation extends EarnSimulationSchema {
  static table = 'earn_simulations'

  declare status: SimulationStatus
  declare drafted: { rules: KeptRule[] }
  declare inForce: { rules: KeptRule[] }
  declare result: SimulationResult

  @belongsTo(() => Staff, { foreignKey: 'askedById' })
  declare askedBy: BelongsTo<typeof Staff>

  get isOpen() {
    return this.status === 'queued' || this.status === 'running'
  }

  /** 0 to 100. */
  get percent() {
    if (this.status === 'done') return 100
    if (this.membersTotal === 0) return 0
    return Math.min(99, Math.floor((this.membersDone / this.membersTotal) * 100))
  }
}
