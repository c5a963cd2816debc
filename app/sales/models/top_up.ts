import { TopUpSchema } from '#database/schema'
import type { DocumentRef } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { found, Refusal } from '#app/core/refusal'
import { changed, sqlTime, type Trx } from '#app/core/sql'

export const TOP_UP_STATUSES = ['waiting', 'done'] as const
export type TopUpStatus = (typeof TOP_UP_STATUSES)[number]

const FIRST_NUMBER = 10_000

/** Money (Rial) that a member puts into the own wallet; it is there once its payment is verified. */
export default class TopUp extends TopUpSchema {
  static table = 'top_ups'

  declare status: TopUpStatus

  /** What people call it: `TU-10042`. */
  static numberOf(id: number) {
    return `TU-${FIRST_NUMBER + id}`
  }

  /** The row, locked until the transaction ends. @throws NotFound */
  static async lock(id: number, trx: Trx): Promise<TopUp> {
    return found(await this.query({ client: trx }).where('id', id).forUpdate().first())
  }

  get number(): string {
    return TopUp.numberOf(this.id)
  }

  get ref(): DocumentRef {
    return { type: 'top_up', id: this.id }
  }

  /** The UPDATE is the guard: money is put in once. @throws Refusal `illegal_move` (409) */
  async finish(trx: Trx) {
    const mine = trx.from('top_ups').where({ id: this.id, status: 'waiting' })
    const update = mine.update({ status: 'done', done_at: sqlTime(clock.now()) })
    if ((await changed(update)) === 0)
      throw new Refusal('illegal_move', { status: 409, allowed: [] })
    this.status = 'done'
  }
}
