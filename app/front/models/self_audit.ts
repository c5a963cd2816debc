import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import type { DocumentRef } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { changed, type Client, sqlTime, type Trx } from '#app/core/sql'
import type { BookSums } from '#app/front/queries/book_sums'
import Staff from '#app/people/models/staff'
import { SelfAuditSchema } from '#database/schema'

export const SELF_AUDIT_STATES = ['running', 'green', 'red'] as const
export type SelfAuditState = (typeof SELF_AUDIT_STATES)[number]

/** Longer than the longest law takes on the largest books. */
const CLAIM = { minutes: 15 }
/** An audit older than this is no answer any more. */
const FRESH = { hours: 26 }

/** One look at all the books of the house. */
export default class SelfAudit extends SelfAuditSchema {
  static table = 'self_audits'

  declare state: SelfAuditState
  declare sums: BookSums | null

  @belongsTo(() => Staff, { foreignKey: 'startedById' })
  declare startedBy: BelongsTo<typeof Staff>

  get ref(): DocumentRef {
    return { type: 'self_audit', id: this.id }
  }

  get isRunning() {
    return this.state === 'running'
  }

  get isStale() {
    return (this.finishedAt ?? this.createdAt) < clock.now().minus(FRESH)
  }

  /** The newest one that came to its end. */
  static lastFinished(client?: Client): Promise<SelfAudit | null> {
    return SelfAudit.query({ client })
      .whereIn('state', ['green', 'red'])
      .orderBy('id', 'desc')
      .first()
  }

  /** Makes it this worker's own, if nobody works on it. */
  async claim(worker: string, client: Client): Promise<boolean> {
    const now = sqlTime(clock.now())
    const mine = client
      .from('self_audits')
      .where({ id: this.id, state: 'running' })
      .where((free) =>
        free.whereNull('claimed_until').orWhere('claimed_until', '<', now).orWhere({ worker })
      )
      .update({ worker, claimed_until: untilWhen() })
    return (await changed(mine)) === 1
  }

  /** Changes what the worker still has; false when another took it over meanwhile. */
  static async advance(id: number, worker: string, change: Record<string, unknown>, trx: Trx) {
    const mine = trx.from('self_audits').where({ id, worker, state: 'running' })
    return (await changed(mine.update({ claimed_until: untilWhen(), ...change }))) === 1
  }
}

const untilWhen = () => sqlTime(clock.now().plus(CLAIM))
