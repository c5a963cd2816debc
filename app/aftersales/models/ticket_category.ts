import { TicketCategorySchema } from '#database/schema'

/** What a ticket is about. */
export default class TicketCategory extends TicketCategorySchema {
  static table = 'ticket_categories'

  static inOrder() {
    return this.query().orderBy('position').orderBy('id')
  }
}
