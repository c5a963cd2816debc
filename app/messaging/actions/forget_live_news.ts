import { clock } from '#app/core/clock'
import { sqlTime } from '#app/core/sql'
import { execute } from '#app/core/statement'

/** Every process has read them long before. */
const KEPT_MINUTES = 10

/** Forgets the news that processes told each other. @returns rows that were forgotten */
export function forgetLiveNews(): Promise<number> {
  const before = sqlTime(clock.now().minus({ minutes: KEPT_MINUTES }))
  return execute('DELETE FROM live_news WHERE created_at < ?', [before])
}
