import { BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { Law } from '#app/core/law'
import type { Client } from '#app/core/sql'

/** Green or red for each law; a breach is named by its table and row. */
export default class LawsCheck extends BaseCommand {
  static commandName = 'laws:check'
  static description = 'Check that the books agree with each other; exit code 1 when they do not'
  static options: CommandOptions = { startApp: true }

  async run() {
    const { default: db } = await import('@adonisjs/lucid/services/db')
    const { laws } = await import('#start/laws')
    let broken = 0
    for (const law of laws) if (!(await this.#isKept(law, db.connection()))) broken++
    if (broken === 0) return this.logger.success(`all ${laws.length} laws hold`)
    this.exitCode = 1
    this.logger.error(`${broken} of ${laws.length} laws are broken`)
  }

  async #isKept(law: Law, client: Client) {
    const breaches = await law.check(client)
    if (breaches.length === 0) {
      this.logger.success(law.name)
      return true
    }
    this.logger.error(law.name)
    for (const { where, expected, found } of breaches) {
      this.logger.logError(`        ${where}: expected ${expected}, found ${found}`)
    }
    return false
  }
}
