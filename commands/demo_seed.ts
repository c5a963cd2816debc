import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import db from '@adonisjs/lucid/services/db'

/**
 * Fills an empty database with a shop that looks alive. Leaves a database alone that has customers:
 * it may be somebody's business.
 */
export default class DemoSeed extends BaseCommand {
  static commandName = 'demo:seed'
  static description = 'Fill an empty database with a demo shop: a year of customers and sales'
  static options: CommandOptions = { startApp: true }

  @flags.number({ description: 'Size: 1 is 5,000 customers, 0.05 is enough to try' })
  declare scale: number

  @flags.boolean({ description: 'DROP everything that is in the database first' })
  declare forceEmpty: boolean

  async run() {
    const { endHurry, seedDemo, SEED_STEPS } = await import('#database/demo/seed')
    const { Progress } = await import('#database/demo/progress')
    const { breachesOfLaws, summary } = await import('#database/demo/summary')

    if (this.forceEmpty) await this.kernel.exec('migration:fresh', ['--force'])
    if (await db.from('customers').select('id').first()) {
      this.logger.info('The database has customers already: the demo shop is not put into it.')
      return
    }
    const progress = new Progress(SEED_STEPS + 1)
    try {
      await seedDemo({ scale: this.scale || 1, progress })
      const breaches = await progress.run('The laws of the books', breachesOfLaws)
      progress.end()
      await summary(this.ui.table(), progress.seconds())
      for (const breach of breaches) this.logger.error(breach)
      if (breaches.length > 0) this.exitCode = 1
    } finally {
      await endHurry()
    }
  }
}
