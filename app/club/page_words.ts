import type { DocumentRef } from '#app/core/actor'
import type { Language } from '#app/core/language'
import { ADJUSTED } from '#app/club/adjusting'
import type { RememberedRule } from '#app/club/earn_rules'
import { TIER_PERCENT, type Excluded, type Why } from '#app/club/earning'
import { listed, shortRule } from '#app/club/rule_words'
import type Lot from '#app/ledger/models/lot'

/** Documents that a line of the wallet may be about, as `club.document.<type>` names them. */
const DOCUMENTS = [
  'pre_invoice',
  'invoice',
  'till_sale',
  'sales_return',
  'credit_adjustment',
  'join_take_back',
  'top_up',
  'payout',
]

/** Sentences of the wallet's pages that are put together from parts. */
export function walletWords(language: Language) {
  return {
    why: (lot: Pick<Lot, 'rule' | 'why'>) => whySentence(lot, language),
    documentName: (document: DocumentRef | null) =>
      document && DOCUMENTS.includes(document.type)
        ? language.t(`club.document.${document.type}`)
        : '',
  }
}

/** Documents by the number that people know them by. */
const NUMBERED: Readonly<Record<string, string>> = {
  pre_invoice: 'PF',
  till_sale: 'TS',
  top_up: 'TU',
  payout: 'PO',
}

/** «پیش‌فاکتور PF-10042»; empty for a document that has no name here. */
export function documentLabel({ t, digits }: Language) {
  return (document: DocumentRef | null): string => {
    if (!document || !DOCUMENTS.includes(document.type)) return ''
    const name = t(`club.document.${document.type}`)
    const prefix = NUMBERED[document.type]
    return prefix ? `${name} ${isolated(digits(`${prefix}-${10_000 + document.id}`))}` : name
  }
}

/**
 * «چرا این عدد؟» in a full sentence: the percent of which tier, of which amount, and what of the
 * bill did not count.
 */
export function whySentence({ rule, why }: Pick<Lot, 'rule' | 'why'>, language: Language): string {
  const { t, money, percent, name, digits } = language
  const document = isolated(digits(String(why.document ?? '')))
  if (rule === 'returned_credit') return t('club.why.returned_credit', { document })
  if (rule === 'returned_sale') return t('club.why.returned_sale', { document })
  if (rule === ADJUSTED)
    return t('club.why.adjusted', { reason: t(`statuses.adjustment_reason.${why.reason}`) })
  if (why.rule) return ruleSentence(why as RuleWhy, document, language)
  if (rule !== TIER_PERCENT) return t('club.why.other')

  const { basisPoints, tier, base, excluded } = why as Why
  const parts = { percent: percent(basisPoints), tier: name(tier), base: money(base), document }
  const without = excludedParts(excluded, language)
  return without
    ? t('club.why.tier_percent_without', { ...parts, without })
    : t('club.why.tier_percent', parts)
}

/** A number with dashes keeps its order within Persian text: left-to-right, apart from the rest. */
const isolated = (text: string) => `\u2066${text}\u2069`

interface RuleWhy extends Partial<Why> {
  rule: RememberedRule
  cut?: { by: 'bill' | 'day' | 'paid'; amount: number } | null
  /** Rules that would have spoken too; null is the tier's percent. */
  over?: (RememberedRule | null)[]
}

/** Which rule gave it for what; what did not count, what a cap took off, and what it stood before. */
function ruleSentence(why: RuleWhy, document: string, language: Language): string {
  const { t, money } = language
  const rule = shortRule(why.rule, language)
  if (why.rule.kind === 'per_action') return t('club.why.rule_action', { rule })
  const isVisit = why.rule.kind === 'per_visit'
  const base = money(why.base ?? 0)
  const without = why.excluded && !isVisit ? excludedParts(why.excluded, language) : ''
  const over = (why.over ?? []).map((one) =>
    one ? shortRule(one, language) : t('club.why.tier_rule')
  )
  const said = [
    isVisit
      ? t('club.why.rule_visit', { rule, document })
      : t('club.why.rule', { rule, base, document }),
    without && t('club.why.without', { without }),
    why.cut && t(`club.why.cut_${why.cut.by}`, { amount: money(why.cut.amount) }),
    over.length > 0 && t('club.why.instead', { rules: listed(over, language) }),
  ].filter(Boolean)
  return said.join(language.locale === 'fa' ? '، ' : ', ')
}

/** Only what there was on the bill: «مالیات، هزینهٔ ارسال و …». */
function excludedParts({ vat, freight, credit }: Excluded, language: Language): string {
  const { t } = language
  const parts = [
    vat > 0 && t('club.why.vat'),
    freight > 0 && t('club.why.freight'),
    credit > 0 && t('club.why.credit'),
  ].filter((part) => part !== false)
  return listed(parts, language)
}
