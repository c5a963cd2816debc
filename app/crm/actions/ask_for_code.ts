import { clock } from '#app/core/clock'
import type { Locale } from '#app/core/digits'
import { Refusal } from '#app/core/refusal'
import { isDuplicate, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { queueMessage } from '#app/messaging/queue_message'
import SignInCode, { CODE_RULES } from '#app/people/models/sign_in_code'

export interface CodeRequest {
  /** E.164. */
  mobile: string
  /** Address of the asker, for its daily cap. */
  ip: string
  locale: Locale
}

/**
 * Sends a sign-in code to a mobile number, whether we know it or not: nobody can find out here who
 * is a customer. The caps count rows of the last 24 hours, so they outlive a restart.
 * @throws Refusal `code_just_sent`, `too_many_codes`, `too_many_codes_here` with field `mobile`
 */
export function askForCode(wish: CodeRequest): Promise<void> {
  return transaction(async (trx) => {
    await refuseTooMany(wish, trx)
    const code = await deal(wish, trx)
    const to = { mobile: wish.mobile, locale: wish.locale }
    await queueMessage({ template: 'sign_in_code', to, params: { code } }, trx)
  })
}

/** Of two requests in the same second the second one is told to wait. */
async function deal({ mobile, ip }: CodeRequest, trx: Trx): Promise<string> {
  try {
    return await SignInCode.deal(mobile, ip, trx)
  } catch (error) {
    if (!isDuplicate(error)) throw error
    throw limited('code_just_sent', { seconds: CODE_RULES.resendSeconds })
  }
}

async function refuseTooMany({ mobile, ip }: CodeRequest, trx: Trx) {
  const now = clock.now()
  const latest = await SignInCode.latest(mobile, trx)
  const seconds = latest ? now.diff(latest.createdAt, 'seconds').seconds : Infinity
  if (seconds < CODE_RULES.resendSeconds) {
    throw limited('code_just_sent', { seconds: CODE_RULES.resendSeconds - seconds })
  }
  const since = now.minus({ days: 1 })
  if ((await SignInCode.countSince({ mobile }, since, trx)) >= CODE_RULES.perNumberAndDay) {
    throw limited('too_many_codes')
  }
  if ((await SignInCode.countSince({ ip }, since, trx)) >= CODE_RULES.perAddressAndDay) {
    throw limited('too_many_codes_here')
  }
}

function limited(refusal: string, params = {}) {
  return new Refusal(refusal, { field: 'mobile', status: 429, params })
}
