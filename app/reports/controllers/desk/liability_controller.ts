import type { HttpContext } from '@adonisjs/core/http'
import { clock } from '#app/core/clock'
import { latinDigits } from '#app/core/digits'
import { languageOf } from '#app/core/language'
import { jalaliMonthRange, jalaliParts } from '#app/core/jalali'
import { sqlTime } from '#app/core/sql'
import { audit } from '#app/people/models/audit'
import { staffOf } from '#app/people/session'
import { askedOf } from '#app/reports/asked'
import { streamSheet } from '#app/reports/excel'
import { type JournalLine, journalOf, liabilityOf } from '#app/reports/queries/liability'

/** What the club owes its members: how old, whose, from where, until when, and what may lapse. */
export default class LiabilityController {
  async show(ctx: HttpContext) {
    const asked = await askedOf(ctx)
    const { year, month } = jalaliParts(clock.now())
    const before = month === 1 ? { year: year - 1, month: 12 } : { year, month: month - 1 }
    return ctx.view.render('reports/desk/liability', {
      asked,
      board: await liabilityOf(asked.scope, asked.branches),
      months: [before, { year, month }],
      mayExport: staffOf(ctx).can('reports.export'),
    })
  }

  /** A Jalali month as an accountant books it. */
  async journal(ctx: HttpContext) {
    const { scope, branchId } = await askedOf(ctx)
    const { year, month } = this.#month(ctx)
    const { start, end } = jalaliMonthRange(year, month)
    const lines = await journalOf({ start: sqlTime(start), end: sqlTime(end) }, scope)
    const list = `journal-${year}-${String(month).padStart(2, '0')}`
    await audit('exported', { branchId, after: { list } }, ctx)

    const { t, locale } = languageOf(ctx.locale)
    const branch = (line: JournalLine) => (locale === 'fa' ? line.name_fa : line.name_en)
    return streamSheet<JournalLine>(ctx, {
      name: list,
      columns: [
        { title: t('reports.journal.reason'), value: (line) => t(`club.movement.${line.reason}`) },
        {
          title: t('reports.journal.branch'),
          value: (line) => branch(line) ?? t('reports.journal.web'),
        },
        {
          title: t('reports.journal.debit'),
          width: 30,
          value: (line) => t(`reports.account.${line.debit}`),
        },
        {
          title: t('reports.journal.credit'),
          width: 30,
          value: (line) => t(`reports.account.${line.credit}`),
        },
        { title: t('reports.journal.count'), kind: 'number', value: (line) => line.count },
        { title: t('reports.journal.amount'), kind: 'money', value: (line) => line.amount },
      ],
      pages: [lines],
    })
  }

  /** «1405-08» from the address; whatever is no month is this one. */
  #month(ctx: HttpContext) {
    const asked = latinDigits(String(ctx.request.qs().month ?? ''))
    const [, year, month] = /^(1[34]\d\d)-(0?[1-9]|1[0-2])$/.exec(asked) ?? []
    return year ? { year: Number(year), month: Number(month) } : jalaliParts(clock.now())
  }
}
