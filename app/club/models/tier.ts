import { TierSchema } from '#database/schema'
import type { Client } from '#app/core/sql'

/** A level of membership: its percent, its thresholds (Rial) and how far credit may pay. */
export default class Tier extends TierSchema {
  static table = 'tiers'

  /** All tiers, the lowest first. */
  static ladder(client?: Client): Promise<Tier[]> {
    return Tier.query({ client }).orderBy('position')
  }

  /** Where a new member begins. */
  static lowest(client?: Client): Promise<Tier> {
    return Tier.query({ client }).orderBy('position').firstOrFail()
  }
}
