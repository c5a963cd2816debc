import { BarChart, PieChart } from 'echarts/charts'
import { GridComponent, LegendComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import type { EChartsCoreOption } from 'echarts/core'
import type { Locale } from '#app/core/digits'
import { languageOf } from '#app/core/language'
import { sumOf } from '#app/core/money'

/*
 * Charts drawn on the server, as SVG that needs no script. Colours are the theme's own variables,
 * so a chart follows day and night. The page wraps them in `dir="ltr"`; a Persian label is isolated,
 * so that its digits stay where a Persian reader expects them.
 */
echarts.use([BarChart, PieChart, GridComponent, LegendComponent, SVGRenderer])

/** Without a canvas the library takes Persian letters for square ones; they are about half as wide. */
const SIGN_WIDTH = 0.55
echarts.setPlatformAPI({
  measureText(text: string, font?: string) {
    const size = Number(/(\d+)px/.exec(font ?? '')?.[1] ?? 13)
    return { width: text.replace(/\p{Cf}/gu, '').length * size * SIGN_WIDTH }
  },
})

const COLOURS = [
  'var(--color-primary)',
  'var(--color-accent)',
  'var(--color-info)',
  'var(--color-success)',
  'var(--color-error)',
]
const FONT = "'Vazirmatn Variable', Vazirmatn, sans-serif"
const INK = 'var(--color-base-content)'
const LINE = 'var(--color-base-300)'
const label = { color: INK, fontFamily: FONT, fontSize: 13 }

export interface Series {
  name: string
  values: number[]
}

interface Size {
  width: number
  height: number
}

/** Bars per day or month; values in Rial, the axis in Toman. `stacked` puts the series on each other. */
export function barChart(
  chart: { labels: string[]; series: Series[]; stacked?: boolean; size?: Size },
  locale: Locale
): string {
  const say = isolatedIn(locale)
  return draw(
    {
      legend: legendOf(chart.series.map(({ name }) => say(name))),
      grid: {
        left: 8,
        right: 8,
        top: 40,
        bottom: 4,
        outerBoundsMode: 'same',
        outerBoundsContain: 'axisLabel',
      },
      xAxis: {
        type: 'category',
        data: chart.labels.map(say),
        axisLabel: { ...label, interval: chart.labels.length > 12 ? 'auto' : 0 },
        axisLine: { lineStyle: { color: LINE } },
        axisTick: { show: false },
      },
      yAxis: amountAxis(locale),
      series: chart.series.map(({ name, values }) => ({
        name: say(name),
        type: 'bar',
        data: values,
        stack: chart.stacked ? 'all' : undefined,
        barMaxWidth: 26,
        itemStyle: { borderRadius: chart.stacked ? 0 : [4, 4, 0, 0] },
      })),
    },
    chart.size ?? { width: 760, height: 320 }
  )
}

/** Lying bars, the longest on top; values in Rial. */
export function rankChart(
  chart: { labels: string[]; values: number[]; size?: Size },
  locale: Locale
): string {
  const say = isolatedIn(locale)
  const { money } = languageOf(locale)
  return draw(
    {
      grid: {
        left: 8,
        right: 8,
        top: 4,
        bottom: 4,
        outerBoundsMode: 'same',
        outerBoundsContain: 'axisLabel',
      },
      xAxis: { type: 'value', show: false, max: (range: { max: number }) => range.max * 1.8 },
      yAxis: {
        type: 'category',
        inverse: true,
        data: chart.labels.map(say),
        axisLabel: { ...label, width: 170, overflow: 'truncate' },
        axisLine: { show: false },
        axisTick: { show: false },
      },
      series: [
        {
          type: 'bar',
          data: chart.values,
          barMaxWidth: 22,
          itemStyle: { borderRadius: [0, 4, 4, 0] },
          label: {
            ...label,
            show: true,
            position: 'right',
            formatter: ({ value }: { value: number }) => say(money(wholeToman(value))),
          },
        },
      ],
    },
    chart.size ?? { width: 480, height: Math.max(96, chart.labels.length * 40) }
  )
}

/** Shares of a whole; the legend says their percent. */
export function shareChart(
  chart: { parts: { name: string; value: number }[]; size?: Size },
  locale: Locale
): string {
  const say = isolatedIn(locale)
  const { percent } = languageOf(locale)
  const whole = sumOf(chart.parts.map(({ value }) => value))
  const parts = chart.parts.map(({ name, value }) => {
    const share = whole > 0 ? Math.round((value / whole) * 10_000) : 0
    return { name: say(`${name} ${percent(share)}`), value }
  })
  return draw(
    {
      legend: { ...legendOf(parts.map(({ name }) => name)), top: 'auto', bottom: 0 },
      series: [
        {
          type: 'pie',
          radius: ['52%', '80%'],
          center: ['50%', '44%'],
          data: parts,
          itemStyle: { borderColor: 'var(--color-base-100)', borderWidth: 3 },
          label: { show: false },
        },
      ],
    },
    chart.size ?? { width: 360, height: 320 }
  )
}

function legendOf(names: string[]) {
  return { data: names, top: 0, icon: 'roundRect', itemWidth: 14, textStyle: label }
}

function amountAxis(locale: Locale) {
  const say = isolatedIn(locale)
  return {
    type: 'value',
    axisLabel: { ...label, formatter: (rial: number) => say(shortToman(rial, locale)) },
    splitLine: { lineStyle: { color: LINE, type: 'dashed' } },
  }
}

const short = {
  fa: new Intl.NumberFormat('fa-IR', { notation: 'compact', maximumFractionDigits: 1 }),
  en: new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 }),
}

/** Rial → «۱۲ میلیون», `12m`: Toman, short enough for an axis. */
export function shortToman(rial: number, locale: Locale): string {
  return short[locale].format(rial / 10)
}

/** Rial without the odd ones: nobody reads a report to the Rial. */
export function wholeToman(rial: number): number {
  return Math.round(rial / 10) * 10
}

/** Isolates of the reading direction, invisible in the picture. */
function isolatedIn(locale: Locale) {
  return (text: string) => (locale === 'fa' ? `\u2067${text}\u2069` : text)
}

function draw(option: EChartsCoreOption, { width, height }: Size): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height })
  chart.setOption({ animation: false, color: COLOURS, textStyle: { fontFamily: FONT }, ...option })
  const svg = chart.renderToSVGString({ useViewBox: true })
  chart.dispose()
  return responsive(svg, width)
}

/** The picture scales with its column, down to where its letters can be read. */
function responsive(svg: string, width: number): string {
  return svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(
      /<svg width="\d+" height="\d+"/,
      `<svg width="100%" style="min-width:${width * 0.75}px;max-width:${width * 1.4}px"`
    )
}
