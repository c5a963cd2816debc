import { hash } from 'node:crypto'
import { clock } from '#app/core/clock'
import { Refusal } from '#app/core/refusal'
import { isDuplicate, sqlTime, type Trx } from '#app/core/sql'
import { execute, insert } from '#app/core/statement'

export interface Once {
  /** What is done, e.g. `issue_pre_invoice:customer:42`: the same key of two people never meets. */
  scope: string
  /** Made by the form or the API's caller, 16 to 64 characters. */
  key: string
  /** All that decides the effect; the same key with another input is refused. */
  input: unknown
}

/**
 * Does a thing once per key. The row is written first, under a UNIQUE index, in the caller's
 * transaction: two at once wait for each other, a refusal rolls the key back too, and the same form
 * sent again gets the first answer (`repeated: true`) without an effect.
 * @throws Refusal `key_reused` when the key was used with other input.
 */
export async function once<Answer extends Record<string, unknown>>(
  { scope, key, input }: Once,
  trx: Trx,
  action: () => Promise<Answer>
): Promise<Answer & { repeated: boolean }> {
  const inputHash = hash('sha256', JSON.stringify(input))
  try {
    const row = {
      scope,
      key,
      input_hash: inputHash,
      answer: '{}',
      created_at: sqlTime(clock.now()),
    }
    await insert('idempotency_keys', row, trx)
  } catch (error) {
    if (!isDuplicate(error)) throw error
    return { ...(await firstAnswer<Answer>(scope, key, inputHash, trx)), repeated: true }
  }
  const answer = await action()
  await execute(
    'UPDATE idempotency_keys SET answer = ? WHERE scope = ? AND `key` = ?',
    [JSON.stringify(answer), scope, key],
    trx
  )
  return { ...answer, repeated: false }
}

async function firstAnswer<Answer>(scope: string, key: string, inputHash: string, trx: Trx) {
  const row = await trx.from('idempotency_keys').where({ scope, key }).firstOrFail()
  if (row.input_hash !== inputHash) throw new Refusal('key_reused', { field: 'key', status: 409 })
  return JSON.parse(row.answer) as Answer
}
