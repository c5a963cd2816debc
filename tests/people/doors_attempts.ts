import type { Field, Kind } from '#tests/people/doors_table'

/** One way to fill in a form wrongly, or unusually. */
export interface Attempt {
  told: string
  change(good: Record<string, string>): Record<string, string | undefined>
  /** `either` where both are right; a fault must never follow. */
  outcome: 'taken' | 'refused' | 'either'
}

const SCRIPT = '<script>alert(1)</script>'
const persian = (text: string) => text.replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'[Number(digit)])
const LONG = 'ا'.repeat(10_000)
const NUMERIC: readonly Kind[] = ['money', 'count']

/** The form as it should be, and then each field in every wrong way. */
export function attemptsOn(fields: Record<string, Field>): Attempt[] {
  const plain: Attempt = { told: 'as it should be', change: () => ({}), outcome: 'taken' }
  return [plain, ...Object.entries(fields).flatMap(([name, field]) => wrongWays(name, field))]
}

function wrongWays(name: string, field: Field): Attempt[] {
  const { kind, optional } = field
  const set = (told: string, value: string | undefined, outcome: Attempt['outcome']): Attempt => ({
    told: `${name} ${told}`,
    change: () => ({ [name]: value }),
    outcome,
  })
  const typed = (told: string, type: (good: string) => string, outcome: Attempt['outcome']) => ({
    told: `${name} ${told}`,
    change: (good: Record<string, string>) => ({ [name]: type(good[name]) }),
    outcome,
  })
  const missing = optional ? 'either' : 'refused'
  const ways = [
    set('missing', undefined, missing),
    set('empty', '', missing),
    set('blank', '   ', missing),
    set('too long', LONG, kind === 'flag' ? 'either' : 'refused'),
  ]
  if (kind === 'text' || kind === 'name') {
    ways.push(
      set('with a script', SCRIPT, kind === 'name' ? 'refused' : 'either'),
      set('in Arabic letters', 'علي كاظمي كوچه', 'taken')
    )
    return ways
  }
  ways.push(
    set('a script', SCRIPT, kind === 'flag' ? 'either' : 'refused'),
    set('negative', '-5', kind === 'flag' || kind === 'key' ? 'either' : 'refused')
  )
  if (NUMERIC.includes(kind)) {
    ways.push(
      typed('tenfold', (good) => `${good}0`, field.tenfold ? 'either' : 'refused'),
      set('broken', '1.5.2', 'refused'),
      set('far too large', '9'.repeat(30), 'refused')
    )
  }
  if (NUMERIC.includes(kind) || kind === 'mobile' || kind === 'digits') {
    ways.push(typed('in Persian digits', persian, 'taken'))
  }
  if (kind === 'row' && !optional) ways.push(set('of nobody', '999999999', 'refused'))
  return ways
}
