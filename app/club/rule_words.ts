import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import type { Language } from '#app/core/language'
import { TEHRAN } from '#app/core/jalali'
import { RIAL_PER_TOMAN, type Rial } from '#app/core/money'
import type { EarnTerms } from '#app/club/models/earn_rule'
import { type RememberedRule, rememberedRule } from '#app/club/earn_rules'
import type { ActiveRule, Earned } from '#app/club/earning'
import Tier from '#app/club/models/tier'

/** Names of what rules speak of, in the language of the page. */
export interface RuleNames {
  branches: ReadonlyMap<number, string>
  categories: ReadonlyMap<number, string>
  tiers: ReadonlyMap<number, string>
  /** Those that a rule can still be made for. */
  tiersNow: ReadonlyMap<number, string>
}

interface NamedRow {
  id: number
  name_fa: string
  name_en: string
}

const NAMED = {
  branches: 'branches',
  categories: 'categories',
  tiers: 'tiers',
} as const

/** Three small tables; rules are few and so are their pages. */
export async function ruleNames({ name }: Language): Promise<RuleNames> {
  const tables = Object.values(NAMED)
  const lists: NamedRow[][] = []
  for (const table of tables) lists.push(await db.from(table).select('id', 'name_fa', 'name_en'))
  const [branches, categories, tiers] = lists.map(
    (rows) => new Map(rows.map((row) => [Number(row.id), name(row)]))
  )
  const ladder = await Tier.ladder()
  const tiersNow = new Map(ladder.map((tier) => [tier.id, name(tier)]))
  return { branches, categories, tiers, tiersNow }
}

/** «الف، ب و ج». */
export function listed(words: readonly string[], { locale }: Language): string {
  const and = locale === 'fa' ? ' و ' : ' and '
  const comma = locale === 'fa' ? '، ' : ', '
  if (words.length < 2) return words.join('')
  return words.slice(0, -1).join(comma) + and + words.at(-1)
}

const SPOKEN = [
  [1_000_000_000, 'billion'],
  [1_000_000, 'million'],
  [1_000, 'thousand'],
] as const

/** An amount as it is said aloud: «۵۰ هزار تومان», `1.5 million toman`; odd ones in figures. */
export function spoken(rial: Rial, { t, money, number }: Language): string {
  const toman = rial / RIAL_PER_TOMAN
  for (const [size, word] of SPOKEN) {
    const count = toman / size
    if (count >= 1 && Number.isInteger(count * 10)) {
      return t(`club.rule.${word}`, { count: number(count) })
    }
  }
  return money(rial)
}

const WEEK = 7
const day = (date: string) => DateTime.fromISO(date, { zone: TEHRAN }) as DateTime<true>

/**
 * A rule as one sentence that can be said at the counter: when and where, for whom, what for what,
 * on top or not, up to how much.
 */
export function sayRule(rule: EarnTerms, names: RuleNames, language: Language): string {
  const { t, locale } = language
  const before = [
    daysPhrase(rule, language),
    weekdaysPhrase(rule, language),
    hoursPhrase(rule, language),
    ...placePhrases(rule, names, language),
  ].filter(Boolean)
  const sentence = [...before, giftPhrase(rule, names, language)].join(
    locale === 'fa' ? '، ' : ', '
  )
  const capped = [sentence, capsPhrase(rule, language)].filter(Boolean)
  const whole = capped.join(locale === 'fa' ? '؛ ' : '; ')
  return t('club.rule.sentence', { text: whole.charAt(0).toUpperCase() + whole.slice(1) })
}

function daysPhrase({ startsOn, endsOn }: EarnTerms, { t, date }: Language) {
  if (startsOn && endsOn)
    return t('club.rule.between_days', { from: date(day(startsOn)), until: date(day(endsOn)) })
  if (startsOn) return t('club.rule.from_day', { from: date(day(startsOn)) })
  if (endsOn) return t('club.rule.until_day', { until: date(day(endsOn)) })
  return ''
}

function weekdaysPhrase({ conditions: { weekdays } }: EarnTerms, language: Language) {
  if (weekdays.length === 0 || weekdays.length === WEEK) return ''
  const days = [...weekdays].sort().map((one) => language.t(`club.weekday.${one}`))
  return language.t('club.rule.on_weekdays', { days: listed(days, language) })
}

function hoursPhrase({ fromHour, untilHour }: EarnTerms, { t, digits }: Language) {
  if (fromHour === null || untilHour === null) return ''
  return t('club.rule.in_hours', { from: digits(fromHour), until: digits(untilHour) })
}

const named = (ids: readonly number[], names: ReadonlyMap<number, string>, language: Language) =>
  listed(
    ids.map((id) => names.get(id) ?? '—'),
    language
  )

function placePhrases({ channel, conditions }: EarnTerms, names: RuleNames, language: Language) {
  const { t } = language
  const { branchIds, tierIds } = conditions
  return [
    channel ? t(`club.rule.channel_${channel}`) : '',
    branchIds.length > 0
      ? t('club.rule.in_branches', {
          count: branchIds.length,
          branches: named(branchIds, names.branches, language),
        })
      : '',
    tierIds.length > 0
      ? t('club.rule.for_tiers', { tiers: named(tierIds, names.tiers, language) })
      : '',
  ]
}

/** What is given for what: «هر خرید پوشاک بالای ۲۰۰ هزار تومان، ۱۰٪». */
function giftPhrase(rule: EarnTerms, names: RuleNames, language: Language): string {
  const { t, percent } = language
  const { categoryIds } = rule.conditions
  const goods =
    categoryIds.length > 0
      ? t('club.rule.goods', { categories: named(categoryIds, names.categories, language) })
      : t('club.rule.purchase')
  const bought =
    rule.minBill > 0
      ? t('club.rule.above', { goods, amount: spoken(rule.minBill, language) })
      : goods
  const amount = spoken(rule.amount, language)
  const gift = {
    percent: () => t('club.rule.gives_percent', { bought, percent: percent(rule.basisPoints) }),
    per_amount: () =>
      t('club.rule.gives_per', { bought, every: spoken(rule.every, language), amount }),
    per_visit: () => t('club.rule.gives_visit', { bought, amount }),
    per_action: () =>
      t('club.rule.gives_action', { action: t(`statuses.earn_action.${rule.action}`), amount }),
  }[rule.kind]()
  return rule.extra ? t('club.rule.on_top', { gift }) : gift
}

function capsPhrase({ capPerBill, capPerDay }: EarnTerms, language: Language): string {
  const { t } = language
  const caps = [
    capPerBill === null ? '' : t('club.rule.cap_bill', { amount: spoken(capPerBill, language) }),
    capPerDay === null ? '' : t('club.rule.cap_day', { amount: spoken(capPerDay, language) }),
  ].filter(Boolean)
  return caps.length > 0 ? t('club.rule.at_most', { caps: listed(caps, language) }) : ''
}

/** A rule by its title, else by what it gives: for a line of the wallet. */
export function shortRule(rule: RememberedRule, language: Language): string {
  const { t, percent } = language
  const amount = spoken(rule.amount, language)
  const gift = {
    percent: () => percent(rule.basisPoints),
    per_amount: () => t('club.rule.short_per', { every: spoken(rule.every, language), amount }),
    per_visit: () => t('club.rule.short_visit', { amount }),
    per_action: () => t(`statuses.earn_action.${rule.action}`),
  }[rule.kind]()
  return rule.title ? t('club.rule.titled', { title: rule.title, gift }) : gift
}

/** Which rules won and which were passed over, by their names. */
export function earnedWords({ parts, passedOver }: Earned, language: Language) {
  const say = (rule: ActiveRule | null) =>
    rule ? shortRule(rememberedRule(rule), language) : language.t('club.why.tier_rule')
  return {
    parts: parts.map((part) => ({ ...part, id: part.rule?.ruleId, name: say(part.rule) })),
    over: passedOver.map(({ rule, by }) => ({ name: say(rule), by: say(by) })),
  }
}

interface SpokenTier {
  earnBasisPoints: number
  spendThreshold: Rial
}

/** The base rule as it is told at the till: «هر خرید ۳ تا ۱۰٪ …، از ۵۰ هزار تومان قابل خرج». */
export function sayBase(tiers: readonly SpokenTier[], language: Language): string {
  const { t, percent } = language
  const percents = tiers.map((tier) => tier.earnBasisPoints)
  const thresholds = tiers.map((tier) => tier.spendThreshold)
  const [least, most] = [Math.min(...percents), Math.max(...percents)]
  const [low, high] = [Math.min(...thresholds), Math.max(...thresholds)]
  const given =
    least === most
      ? t('club.rule.base_percent', { percent: percent(most) })
      : t('club.rule.base_percents', { least: percent(least), most: percent(most) })
  const spendable =
    high === 0
      ? t('club.rule.spend_any')
      : low === 0
        ? t('club.rule.spend_some', { most: spoken(high, language) })
        : low === high
          ? t('club.rule.spend_from', { amount: spoken(high, language) })
          : t('club.rule.spend_from_to', {
              least: spoken(low, language),
              most: spoken(high, language),
            })
  return t('club.rule.base', { given, spendable })
}
