import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import vine, { errors } from '@vinejs/vine'
import type { SchemaTypes } from '@vinejs/vine/types'
import { CachedIcuFormatter } from '#app/core/message_formatter'
import {
  digitsField,
  idempotencyKeyField,
  idField,
  jalaliDateField,
  mobileField,
  nameField,
  nationalCodeField,
  noteField,
  postalCodeField,
  quantityField,
  textField,
  tomanField,
} from '#app/core/fields'

/** What a door gets from a field, or the rule that the value broke. */
async function read(field: SchemaTypes, value: unknown): Promise<unknown> {
  try {
    const { it } = await vine.create({ it: field }).validate({ it: value })
    return it
  } catch (error) {
    if (error instanceof errors.E_VALIDATION_ERROR) return `✗ ${error.messages[0].rule}`
    throw error
  }
}

const key = 'abcDEF-0123_456789'

const cases: [name: string, field: () => SchemaTypes, value: unknown, result: unknown][] = [
  ['mobile', mobileField, '۰۹۱۲ ۳۴۵ ۶۷۸۹', '+989123456789'],
  ['mobile', mobileField, '0912', '✗ mobile'],
  ['mobile', mobileField, undefined, '✗ required'],
  ['mobile', mobileField, 9123456789, '✗ string'],
  ['mobile', mobileField, { $ne: null }, '✗ string'],
  ['name', nameField, ' علي  كريمي ', 'علی کریمی'],
  ['name', nameField, '\u200E \u200C ', '✗ required'],
  ['name', nameField, '<script>', '✗ name_script'],
  ['name', nameField, 'ا'.repeat(61), '✗ maxLength'],
  ['name of 5', () => nameField({ max: 5 }), 'ا'.repeat(6), '✗ maxLength'],
  ['text', () => textField({ min: 3, max: 5 }), ' ab ', '✗ minLength'],
  ['text', () => textField({ min: 3, max: 5 }), ' abc\nd ', 'abc d'],
  ['text', () => textField({ min: 3, max: 5 }), 'abcdef', '✗ maxLength'],
  ['text', textField, ['a'], '✗ string'],
  ['note', noteField, 'یک\r\nدو ', 'یک\nدو'],
  ['note', noteField, ' \n ', '✗ required'],
  ['note', noteField, 'a'.repeat(2001), '✗ maxLength'],
  ['note', noteField, '<b>متن</b>', '<b>متن</b>'],
  ['toman', tomanField, '۱۲٬۵۰۰ تومان', 125_000],
  ['toman', tomanField, 12_500, 125_000],
  ['toman', tomanField, '', '✗ required'],
  ['toman', tomanField, null, '✗ required'],
  ['toman', tomanField, 'abc', '✗ money'],
  ['toman', tomanField, '۱۲۵٬۰۰', '✗ money_grouping'],
  ['toman', tomanField, '-1', '✗ money_negative'],
  ['toman', tomanField, -1, '✗ money_negative'],
  ['toman', tomanField, '9'.repeat(20), '✗ money_too_large'],
  ['toman', tomanField, '1.25', '✗ money_fraction'],
  ['toman', tomanField, ['1'], '✗ string'],
  ['toman from 1,000', () => tomanField({ min: 10_000 }), '999', '✗ money_min'],
  ['toman from 1,000', () => tomanField({ min: 10_000 }), '1000', 10_000],
  ['toman to 1,000', () => tomanField({ max: 10_000 }), '1001', '✗ money_max'],
  ['day', jalaliDateField, '۱۴۰۵/۸/۳۰', { year: 1405, month: 8, day: 30 }],
  ['day', jalaliDateField, '۱۴۰۵/۷/۳۱', '✗ jalali_date'],
  ['day', jalaliDateField, 'x', '✗ jalali_date'],
  ['national code', nationalCodeField, '۴۹۹۳۷۰۸۹۹', '0499370899'],
  ['national code', nationalCodeField, '0499370898', '✗ national_code'],
  ['postal code', postalCodeField, '۱۹۳۹۵-۱۱۱۱۱', '1939511111'],
  ['postal code', postalCodeField, '19395', '✗ postal_code'],
  ['code of 5', () => digitsField({ length: 5 }), ' ۰۱۲ ۳۴', '01234'],
  ['code of 5', () => digitsField({ length: 5 }), '1234', '✗ digits'],
  ['code of 5', () => digitsField({ length: 5 }), '12a45', '✗ digits'],
  ['quantity', quantityField, '۱۲', 12],
  ['quantity', quantityField, 3, 3],
  ['quantity', quantityField, '1.5', '✗ quantity'],
  ['quantity', quantityField, '1,5', '✗ quantity'],
  ['quantity', quantityField, 1.5, '✗ quantity'],
  ['quantity', quantityField, '1e2', '✗ quantity'],
  ['quantity', quantityField, '0', '✗ quantity_range'],
  ['quantity', quantityField, '-2', '✗ quantity_range'],
  ['quantity', quantityField, '1000', '✗ quantity_range'],
  ['quantity to 5', () => quantityField({ min: 0, max: 5 }), '0', 0],
  ['key', idempotencyKeyField, key, key],
  ['key', idempotencyKeyField, 'short', '✗ idempotency_key'],
  ['key', idempotencyKeyField, 'a'.repeat(65), '✗ idempotency_key'],
  ['key', idempotencyKeyField, `${key} OR 1=1`, '✗ idempotency_key'],
  ['id', idField, '12', 12],
  ['id', idField, '0', '✗ positive'],
  ['id', idField, '1.5', '✗ withoutDecimals'],
  ['id', idField, "1' OR 1=1", '✗ number'],
  ['id', idField, '9'.repeat(20), '✗ max'],
]

test.group('Fields of forms', () => {
  test('{0} field, case {$i}')
    .with(cases)
    .run(async ({ assert }, [, field, value, result]) => {
      assert.deepEqual(await read(field(), value), result)
    })

  test('an optional field may stay away but not be wrong', async ({ assert }) => {
    assert.isUndefined(await read(tomanField().optional(), undefined))
    assert.isUndefined(await read(jalaliDateField().optional(), null))
    assert.isUndefined(await read(mobileField().optional(), undefined))
    assert.equal(await read(tomanField().optional(), 'x'), '✗ money')
  })

  test('an optional field that a form sends empty counts as left out', async ({ assert }) => {
    vine.convertEmptyStringsToNull = true
    try {
      const field = quantityField().optional()
      assert.isUndefined(await read(field, ''))
    } finally {
      vine.convertEmptyStringsToNull = false
    }
  })
})

test.group('Sentences of fields', () => {
  const languages = ['fa', 'en'].map((locale) => {
    const file = new URL(`../../resources/lang/${locale}/validator.json`, import.meta.url)
    const { shared } = JSON.parse(readFileSync(file, 'utf8'))
    return shared as Record<'fields' | 'messages', Record<string, string>>
  })

  test('every rule that a field reports has a sentence in both languages', ({ assert }) => {
    const source = readFileSync(new URL('../../app/core/fields.ts', import.meta.url), 'utf8')
    const reported = [...source.matchAll(/'([a-z]+_[a-z_]+)'/g)].map(([, rule]) => rule)
    const broken = cases.map(([, , , result]) => String(result)).filter((r) => r.startsWith('✗'))
    const problems = ['not_a_number', 'odd_grouping', 'too_large']

    for (const rule of [...reported, ...broken.map((result) => result.slice(2))]) {
      if (problems.includes(rule)) continue
      for (const { messages } of languages) assert.property(messages, rule)
    }
    assert.isAbove(reported.length, 8)
  })

  test('both languages have the same labels and sentences', ({ assert }) => {
    const [persian, english] = languages
    assert.deepEqual(Object.keys(persian.fields), Object.keys(english.fields))
    assert.deepEqual(Object.keys(persian.messages), Object.keys(english.messages))
  })

  test('every sentence can be filled in, and Persian ones with Persian digits', ({ assert }) => {
    const formatter = new CachedIcuFormatter()
    const facts = { field: 'X', min: 1000, max: 2000, size: 5, length: 5, expectedValue: 'Y' }
    const others = { originalField: 'X', otherField: 'Z' }
    const [persian, english] = languages.map(({ messages }, index) =>
      Object.entries(messages).map(([rule, sentence]) => {
        const locale = ['fa', 'en'][index]
        return [rule, formatter.format(sentence, locale, { ...facts, ...others })] as const
      })
    )
    for (const [rule, sentence] of [...persian, ...english]) {
      assert.notMatch(sentence, /[{}]/, rule)
    }
    for (const [rule, sentence] of persian) assert.notMatch(sentence, /[0-9]/, rule)
    for (const [rule, sentence] of english) assert.notMatch(sentence, /[\u0600-\u06FF]/, rule)
    assert.include(new Map(persian).get('money_min'), '۱٬۰۰۰ تومان')
  })

  test('both languages fill in the same values', ({ assert }) => {
    const [persian, english] = languages
    const named = (sentence: string) => (sentence.match(/\{\w+/g) ?? []).sort()
    for (const rule of Object.keys(persian.messages)) {
      const extra = named(persian.messages[rule]).filter((v) => v !== '{field')
      assert.deepEqual(
        extra,
        named(english.messages[rule]).filter((v) => v !== '{field'),
        rule
      )
    }
  })
})
