import { test } from '@japa/runner'
import fc from 'fast-check'
import { latinDigits, localDigits, persianDigits } from '#app/core/digits'

test.group('Digits', () => {
  test('Persian and Arabic digits are both read as Latin ones', ({ assert }) => {
    assert.equal(latinDigits('۰۱۲۳۴۵۶۷۸۹ و ٠١٢٣٤٥٦٧٨٩'), '0123456789 و 0123456789')
  })

  test('numbers are written in Persian without touching letters', ({ assert }) => {
    assert.equal(persianDigits('کد 14B'), 'کد ۱۴B')
    assert.equal(persianDigits(907), '۹۰۷')
  })

  test('each language gets its own digits whatever came in', ({ assert }) => {
    assert.equal(localDigits('12۳', 'fa'), '۱۲۳')
    assert.equal(localDigits('12۳', 'en'), '123')
    assert.equal(localDigits(5, 'en'), '5')
  })

  test('writing in Persian and reading back gives the same number', ({ assert }) => {
    fc.assert(fc.property(fc.nat(), (n) => Number(latinDigits(persianDigits(n))) === n))
    assert.equal(latinDigits(''), '')
  })
})
