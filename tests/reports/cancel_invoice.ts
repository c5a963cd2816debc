import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { sqlTime } from '#app/core/sql'

/** An invoice that was called off: only the row that reports look at. */
export async function cancelInvoice(invoiceId: number) {
  await db.table('invoice_cancellations').insert({
    invoice_id: invoiceId,
    actor_kind: 'system',
    actor_id: null,
    created_at: sqlTime(clock.now()),
  })
}
