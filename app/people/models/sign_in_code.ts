import { createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import type { DateTime } from 'luxon'
import { clock } from '#app/core/clock'
import { changed, sqlTime, type Trx } from '#app/core/sql'
import env from '#start/env'
import { SignInCodeSchema } from '#database/schema'

/** How sign-in codes are dealt out. */
export const CODE_RULES = {
  digits: 5,
  validSeconds: 120,
  resendSeconds: 60,
  tries: 5,
  perNumberAndDay: 10,
  perAddressAndDay: 50,
} as const

/** A code sent to a mobile number. The row has its hash only, and stays: the daily caps count rows. */
export default class SignInCode extends SignInCodeSchema {
  static table = 'sign_in_codes'

  /** A hash with the number in it, so that a code is of no use for another one. */
  static hashOf(mobile: string, code: string) {
    const key = env.get('APP_KEY').release()
    return createHmac('sha256', key).update(`sign_in:${mobile}:${code}`).digest('hex')
  }

  /** A fresh code for the number; answers its digits, which nobody else will ever know. */
  static async deal(mobile: string, ip: string, trx: Trx): Promise<string> {
    const { digits, validSeconds } = CODE_RULES
    const code = String(randomInt(10 ** digits)).padStart(digits, '0')
    const expiresAt = clock.now().plus({ seconds: validSeconds })
    const codeHash = SignInCode.hashOf(mobile, code)
    await SignInCode.create({ mobile, ip, codeHash, tries: 0, expiresAt }, { client: trx })
    return code
  }

  /** Codes dealt to a number or an address since a moment. */
  static async countSince(where: { mobile: string } | { ip: string }, since: DateTime, trx: Trx) {
    const row = await trx
      .from('sign_in_codes')
      .where(where)
      .where('created_at', '>', sqlTime(since))
      .count('* as count')
      .firstOrFail()
    return Number(row.count)
  }

  static latest(mobile: string, trx: Trx) {
    return SignInCode.query({ client: trx }).where('mobile', mobile).orderBy('id', 'desc').first()
  }

  /**
   * Takes one of the five tries; false when the code is used, too old or out of tries. The guard
   * is the UPDATE, so that tries at the same moment are counted one by one.
   */
  async takeTry(trx: Trx): Promise<boolean> {
    const update = trx
      .from('sign_in_codes')
      .where('id', this.id)
      .whereNull('used_at')
      .where('tries', '<', CODE_RULES.tries)
      .where('expires_at', '>', sqlTime(clock.now()))
      .update({ tries: trx.raw('tries + 1') })
    return (await changed(update)) === 1
  }

  fits(code: string): boolean {
    const given = Buffer.from(SignInCode.hashOf(this.mobile, code))
    const kept = Buffer.from(this.codeHash)
    return given.length === kept.length && timingSafeEqual(given, kept)
  }

  /** A code opens one door once. */
  async use(trx: Trx): Promise<void> {
    await trx
      .from('sign_in_codes')
      .where('id', this.id)
      .update({ used_at: sqlTime(clock.now()) })
  }

  async triesLeft(trx: Trx): Promise<number> {
    const row = await trx.from('sign_in_codes').where('id', this.id).select('tries').firstOrFail()
    return Math.max(0, CODE_RULES.tries - Number(row.tries))
  }
}
