import { BaseSchema } from '@adonisjs/lucid/schema'

const DAYS = 'starts_on IS NULL OR ends_on IS NULL OR ends_on >= starts_on'

/** From which day until which a benefit is given: Gregorian days in Tehran, both included. */
export default class extends BaseSchema {
  async up() {
    const isMysql = this.db.dialect.name === 'mysql'
    this.schema.raw('ALTER TABLE benefits ADD COLUMN starts_on varchar(10) NULL')
    this.schema.raw(
      isMysql
        ? `ALTER TABLE benefits ADD COLUMN ends_on varchar(10) NULL, ADD CONSTRAINT benefits_days CHECK (${DAYS})`
        : `ALTER TABLE benefits ADD COLUMN ends_on varchar(10) NULL CHECK (${DAYS})`
    )
  }
}
