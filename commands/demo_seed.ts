import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

/**
 * Fills an empty database with a shop that looks alive. Leaves a database alone that has customers:
 * it may be somebody's business. One that an earlier seeding was cut off in is begun anew.
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
    const { seedDemo, SEED_STEPS } = await import('#database/demo/seed')
    const { beginSeeding, endSeeding, standing } = await import('#database/demo/standing')
    const { Progress } = await import('#database/demo/progress')
    const { breachesOfLaws, summary } = await import('#database/demo/summary')

    const found = await standing()
    if (found === 'in_use' && !this.forceEmpty) {
      this.logger.info('The database has customers already: the demo shop is not put into it.')
      return
    }
    if (this.forceEmpty || found === 'cut_off') {
      await this.kernel.exec('migration:fresh', ['--force'])
    }
    const progress = new Progress(SEED_STEPS + 1, this.app.inTest)
    await beginSeeding()
    await seedDemo({ scale: this.scale || 1, progress })
    await endSeeding()
    const breaches = await progress.run('The laws of the books', breachesOfLaws)
    progress.end()
    await summary(this.ui.table(), progress.seconds())
    for (const breach of breaches) this.logger.error(breach)
    if (breaches.length > 0) this.exitCode = 1
  }
}
