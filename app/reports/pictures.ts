import type { DateTime } from 'luxon'
import type { Locale } from '#app/core/digits'
import { jalaliMonthName, jalaliParts } from '#app/core/jalali'
import { languageOf } from '#app/core/language'
import { barChart, rankChart, shareChart } from '#app/reports/charts'
import { bucketsOf, type Period } from '#app/reports/period'
import type { Dashboard } from '#app/reports/queries/dashboard'
import { inBuckets } from '#app/reports/queries/sales_figures'

/** As wide as the page. */
const WIDE = { width: 1100, height: 300 }

/** The charts of the page, as SVG. */
export function picturesOf(board: Dashboard, locale: Locale) {
  const { name, t } = languageOf(locale)
  const labels = bucketsOf(board.period).map((start) => labelOf(start, board.period, locale))
  return {
    sales: barChart(
      { labels, stacked: true, series: [salesSeries('web'), salesSeries('till')] },
      locale
    ),
    credit: barChart(
      { labels, series: [creditSeries('given'), creditSeries('spent')], size: WIDE },
      locale
    ),
    members: shareChart(
      {
        parts: [
          { name: t('reports.members'), value: board.members.net },
          { name: t('reports.others'), value: board.totals.net - board.members.net },
        ],
      },
      locale
    ),
    branches: rankChart(
      {
        labels: board.byBranch.map(({ branch }) => name(branch)),
        values: board.byBranch.map(({ net }) => net),
      },
      locale
    ),
    categories: rankChart(
      {
        labels: board.categories.map((category) => name(category)),
        values: board.categories.map(({ net }) => net),
      },
      locale
    ),
  }

  function salesSeries(channel: 'web' | 'till') {
    const rows = board.sales.filter((row) => row.channel === channel)
    const values = inBuckets(rows, board.period, (row) => row.net)
    return { name: t(`statuses.invoice_channel.${channel}`), values }
  }

  function creditSeries(flow: 'given' | 'spent') {
    const rows = board.credit.filter((row) => row.flow === flow)
    return {
      name: t(`reports.figure.${flow}`),
      values: inBuckets(rows, board.period, (row) => row.amount),
    }
  }
}

/** «۱۲ آبان» or `12 Aban`; a whole month by its name. */
function labelOf(start: DateTime, { bucket }: Period, locale: Locale): string {
  const { month, day } = jalaliParts(start)
  const monthName = jalaliMonthName(month, locale)
  return bucket === 'month' ? monthName : `${languageOf(locale).digits(day)} ${monthName}`
}
