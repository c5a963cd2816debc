import { belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import type { RecordKind } from '#app/crm/playbook'
import Customer from '#app/people/models/customer'
import { CrmRecordSchema } from '#database/schema'

/** One line in the customer file; made by `record()`, never changed. */
export default class CrmRecord extends CrmRecordSchema {
  static table = 'crm_records'

  declare kind: RecordKind

  @belongsTo(() => Customer)
  declare customer: BelongsTo<typeof Customer>
}
