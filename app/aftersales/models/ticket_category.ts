import { TicketCategorySchema } from '#database/schema'
import { modelOf } from '#app/core/rows'
import type { Client } from '#app/core/sql'
import { rowOf } from '#app/core/statement'

/** What a ticket is about. */
export default class TicketCategory extends TicketCategorySchema {
  static table = 'ticket_categories'

  static async known(id: number, client?: Client): Promise<TicketCategory | null> {
    const row = await rowOf('SELECT * FROM ticket_categories WHERE id = ?', [id], client)
    return row && modelOf(TicketCategory, row)
  }

  static inOrder() {
    return this.query().orderBy('position').orderBy('id')
  }
}
