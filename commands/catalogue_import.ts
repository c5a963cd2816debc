import { resolve } from 'node:path'
import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { SYSTEM } from '#app/core/actor'
import type { Locale } from '#app/core/digits'
import { languageOf } from '#app/core/language'

/** How many wrong cells are listed; the rest is only counted. */
const LISTED = 200

export default class CatalogueImport extends BaseCommand {
  static commandName = 'catalogue:import'
  static description = 'Take in goods, prices and stock from an .xlsx file; all of it or nothing'
  static options: CommandOptions = { startApp: true }

  @args.string({ description: 'The .xlsx file' })
  declare file: string

  @flags.boolean({ description: 'Check every row, write nothing' })
  declare dryRun: boolean

  @flags.boolean({ description: 'Make categories that are not there yet' })
  declare createCategories: boolean

  @flags.boolean({ description: 'Believe prices that became ten times as high or low' })
  declare allowPriceJumps: boolean

  @flags.boolean({ description: 'Write a sample into FILE instead' })
  declare sample: boolean

  @flags.string({ description: 'Language of the answers: fa or en', default: 'fa' })
  declare lang: string

  async run() {
    const locale: Locale = this.lang === 'en' ? 'en' : 'fa'
    const file = resolve(this.file)
    if (this.sample) return this.#writeSample(file)

    const { importCatalogue } = await import('#app/warehouse/actions/import_catalogue')
    const { t, number } = languageOf(locale)
    const { dryRun, createCategories, allowPriceJumps } = this
    const progress = (done: number, of: number) =>
      this.logger.info(t('warehouse.import.progress', { done: number(done), of: number(of) }))
    const answer = await importCatalogue({
      file,
      by: SYSTEM,
      dryRun,
      createCategories,
      allowPriceJumps,
      progress,
    })

    if (answer.problems.length > 0) return this.#refuse(answer.problems, locale)
    const counts = 'counts' in answer ? answer.counts : null
    if (!counts) return this.logger.success(t('warehouse.import.right'))
    const shown = Object.entries(counts).map(([name, value]) => [name, number(value)])
    this.logger.success(t('warehouse.import.done', Object.fromEntries(shown)))
  }

  async #writeSample(file: string) {
    const { default: Warehouse } = await import('#app/warehouse/models/warehouse')
    const { writeSample } = await import('#app/warehouse/import/sample')
    const warehouses = await Warehouse.query().where('active', true).orderBy('priority').limit(10)
    await writeSample(
      file,
      warehouses.map((warehouse) => warehouse.nameFa)
    )
    this.logger.success(file)
  }

  async #refuse(
    problems: import('#app/warehouse/import/problems').ImportProblem[],
    locale: Locale
  ) {
    const { sentenceOfProblem } = await import('#app/warehouse/import/problems')
    const { t, number } = languageOf(locale)
    for (const problem of problems.slice(0, LISTED))
      this.logger.error(sentenceOfProblem(problem, locale))
    this.logger.error(t('warehouse.import.refused', { count: number(problems.length) }))
    this.exitCode = 1
  }
}
