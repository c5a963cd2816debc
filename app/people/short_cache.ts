import db from '@adonisjs/lucid/services/db'
import type { Client } from '#app/core/sql'

/**
 * Rows that are read at every turn and changed a few times a year. Kept for a few seconds, so that
 * a change reaches every process by itself; a database that was switched or reopened starts anew.
 * Inside a transaction hand over its client: SQLite has one connection.
 */
export class ShortCache<T> {
  #kept: { value: T; until: number; connection: unknown } | null = null

  constructor(
    private load: (client: Client) => Promise<T>,
    private seconds = 5
  ) {}

  async get(client?: Client): Promise<T> {
    const connection = connectionNow()
    const kept = this.#kept
    if (kept && kept.connection === connection && kept.until > Date.now()) return kept.value
    const value = await this.load(client ?? db.connection())
    this.#kept = { value, until: Date.now() + this.seconds * 1000, connection }
    return value
  }

  forget() {
    this.#kept = null
  }
}

function connectionNow() {
  return db.manager.get(db.primaryConnectionName)?.connection
}
