import type { Language } from '#app/core/language'
import type EarnSimulation from '#app/reports/models/earn_simulation'
import { medianDays, type Played, shareOf } from '#app/reports/simulating'

/** The drafted rules beside those in force, figure by figure. */
export function figuresOf({ result }: EarnSimulation, { t, money, percent, number }: Language) {
  const { sales, allSales, buyers, purchases } = result
  const sets = [result.inForce, result.drafted]
  const row = (key: string, say: (set: Played) => string) => ({
    label: t(`reports.simulation.figure.${key}`),
    values: sets.map(say),
  })
  const toman = (rial: number) => rial - (rial % 10)
  return [
    {
      label: t('reports.simulation.figure.returned'),
      values: sets.map(() => money(toman(result.returned ?? 0))),
    },
    row('clawed', ({ clawedBack = 0 }) => money(clawedBack)),
    row('cost', ({ cost }) => money(cost)),
    row('share', ({ cost }) => percent(shareOf(cost, sales))),
    row('share_of_all', ({ cost }) => percent(shareOf(cost, allSales))),
    row('per_purchase', ({ cost }) => money(toman(Math.floor(cost / Math.max(1, purchases))))),
    row('reached', ({ reached }) =>
      t('reports.simulation.reached', {
        share: percent(shareOf(reached, buyers)),
        reached: number(reached),
        buyers: number(buyers),
      })
    ),
    row('days', (set) => {
      const days = medianDays(set)
      return days === null
        ? t('reports.simulation.never')
        : t('reports.simulation.days', { count: days })
    }),
  ]
}
