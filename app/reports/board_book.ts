import type { DateTime } from 'luxon'
import type { Locale } from '#app/core/digits'
import { languageOf } from '#app/core/language'
import type { Column, Sheet } from '#app/reports/excel'
import { bucketsOf } from '#app/reports/period'
import { type Dashboard, shareOf } from '#app/reports/queries/dashboard'
import { totalsOf } from '#app/reports/queries/sales_figures'

/** The page as an Excel file: its figures, its days, its branches. */
export function bookOf(board: Dashboard, locale: Locale): Sheet<never>[] {
  return [summary(board, locale), daily(board, locale), branches(board, locale)] as Sheet<never>[]
}

type Line = [figure: string, kind: 'money' | 'number' | 'percent', value: number | null]

function summary(board: Dashboard, locale: Locale): Sheet<Line> {
  const { t } = languageOf(locale)
  const { buyers, flows, liability, members, ratings, till, totals, web, work } = board
  const lines: Line[] = [
    ['sales', 'money', totals.net],
    ['web', 'money', web.net],
    ['till', 'money', till.net],
    ['invoices', 'number', totals.invoices],
    ['member_share', 'percent', shareOf(members.net, totals.net) / 10_000],
    ['given', 'money', flows.given],
    ['spent', 'money', flows.spent],
    ['expired', 'money', flows.expired],
    ['pending', 'money', liability.pending],
    ['liability', 'money', liability.available + liability.held],
    ['new_members', 'number', board.newMembers],
    ['repeat', 'percent', shareOf(buyers.again, buyers.buyers) / 10_000],
    ['open_tasks', 'number', work.openTasks],
    ['late_tasks', 'number', work.lateTasks],
    ['open_tickets', 'number', work.openTickets],
    ['ratings', 'number', ratings.average],
  ]
  const only = (kind: Line[1]) => (line: Line) => (line[1] === kind ? line[2] : null)
  return {
    name: t('reports.excel.summary'),
    columns: [
      { title: t('reports.excel.figure'), width: 34, value: ([key]) => t(`reports.figure.${key}`) },
      { title: t('reports.excel.amount'), kind: 'money', value: only('money') },
      { title: t('reports.excel.count'), kind: 'number', value: only('number') },
      { title: t('reports.excel.share'), kind: 'percent', value: only('percent') },
    ],
    pages: [lines],
  }
}

interface Day {
  day: DateTime
  web: number
  till: number
  given: number
  spent: number
}

function daily(board: Dashboard, locale: Locale): Sheet<Day> {
  const { t } = languageOf(locale)
  const days = bucketsOf({ ...board.period, bucket: 'day' }).map((day): Day => {
    const same = (row: { day: DateTime }) => row.day.toMillis() === day.toMillis()
    const sales = board.sales.filter(same)
    const credit = board.credit.filter(same)
    const flow = (name: string) =>
      credit.filter((row) => row.flow === name).reduce((sum, row) => sum + row.amount, 0)
    return {
      day,
      web: totalsOf(sales.filter((row) => row.channel === 'web')).net,
      till: totalsOf(sales.filter((row) => row.channel === 'till')).net,
      given: flow('given'),
      spent: flow('spent'),
    }
  })
  const amount = (key: 'web' | 'till' | 'given' | 'spent'): Column<Day> => ({
    title: t(`reports.figure.${key}`),
    kind: 'money',
    value: (row) => row[key],
  })
  return {
    name: t('reports.excel.daily'),
    columns: [
      { title: t('reports.excel.day'), kind: 'date', value: (row) => row.day },
      amount('web'),
      amount('till'),
      amount('given'),
      amount('spent'),
    ],
    pages: [days],
  }
}

function branches(board: Dashboard, locale: Locale): Sheet<Dashboard['byBranch'][number]> {
  const { t, name } = languageOf(locale)
  return {
    name: t('reports.excel.branches'),
    columns: [
      { title: t('reports.excel.branch'), width: 26, value: ({ branch }) => name(branch) },
      { title: t('reports.figure.invoices'), kind: 'number', value: (row) => row.invoices },
      { title: t('reports.figure.sales'), kind: 'money', value: (row) => row.net },
      { title: t('reports.figure.spent'), kind: 'money', value: (row) => row.creditSpent },
    ],
    pages: [board.byBranch],
  }
}
