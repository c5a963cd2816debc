import { createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import { AcceptanceCodeSchema } from '#database/schema'
import { clock } from '#app/core/clock'
import { changed, sqlTime, type Trx } from '#app/core/sql'
import env from '#start/env'

/** How codes of acceptance are dealt out. */
export const ACCEPTANCE_RULES = { digits: 5, tries: 5, sends: 5, resendSeconds: 60 } as const

/** The code by which a customer agrees to one version; only the last one sent counts. */
export default class AcceptanceCode extends AcceptanceCodeSchema {
  static table = 'acceptance_codes'

  static #hashOf(versionId: number, code: string) {
    const key = env.get('APP_KEY').release()
    return createHmac('sha256', key).update(`acceptance:${versionId}:${code}`).digest('hex')
  }

  static #fresh(versionId: number) {
    const code = String(randomInt(10 ** ACCEPTANCE_RULES.digits)).padStart(5, '0')
    return { code, codeHash: AcceptanceCode.#hashOf(versionId, code) }
  }

  /** The first code of a version; answers its digits. */
  static async deal(versionId: number, trx: Trx): Promise<string> {
    const { code, codeHash } = AcceptanceCode.#fresh(versionId)
    const sentAt = clock.now()
    await AcceptanceCode.create({ versionId, codeHash, tries: 0, sent: 1, sentAt }, { client: trx })
    return code
  }

  /** Another code in place of the former; null when one was just sent or there were too many. */
  static async dealAgain(versionId: number, trx: Trx): Promise<string | null> {
    const { code, codeHash } = AcceptanceCode.#fresh(versionId)
    const { resendSeconds, sends } = ACCEPTANCE_RULES
    const now = clock.now()
    const update = trx
      .from('acceptance_codes')
      .where('version_id', versionId)
      .where('sent', '<', sends)
      .where('sent_at', '<=', sqlTime(now.minus({ seconds: resendSeconds })))
      .update({
        code_hash: codeHash,
        tries: 0,
        sent: trx.raw('sent + 1'),
        sent_at: sqlTime(now),
      })
    return (await changed(update)) === 1 ? code : null
  }

  /** Spends one of the tries: whether the code fits, or null when there is no try left. */
  static async try(versionId: number, code: string, trx: Trx): Promise<boolean | null> {
    const update = trx
      .from('acceptance_codes')
      .where('version_id', versionId)
      .where('tries', '<', ACCEPTANCE_RULES.tries)
      .update({ tries: trx.raw('tries + 1') })
    if ((await changed(update)) === 0) return null
    const row = await trx.from('acceptance_codes').where('version_id', versionId).firstOrFail()
    const given = Buffer.from(AcceptanceCode.#hashOf(versionId, code))
    return timingSafeEqual(given, Buffer.from(String(row.code_hash)))
  }
}
