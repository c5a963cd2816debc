import { BaseSchema } from '@adonisjs/lucid/schema'
import { lasting } from '#database/tables'

/**
 * What says where credit came from and went to lasts as the transfers do: a lot's amount, source and
 * rule, what a spend drew from it, what a hold put aside. Only what is left, the state and the dates
 * of a lot move on; nothing is removed.
 */
export default class extends BaseSchema {
  async up() {
    const lot = ['customer_id', 'amount', 'rule', 'why', 'source_type', 'source_id', 'branch_id']
    lasting(this, 'lots', [...lot, 'case_id', 'earned_at', 'created_at'])
    lasting(this, 'lot_draws', ['lot_id', 'hold_id', 'transfer_id', 'amount', 'created_at'])
    lasting(this, 'holds', ['account_id', 'amount', 'for_type', 'for_id', 'created_at'])
    lasting(this, 'accounts', ['name', 'kind', 'customer_id', 'branch_id'])
  }
}
