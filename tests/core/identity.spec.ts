import { test } from '@japa/runner'
import fc from 'fast-check'
import { persianDigits } from '#app/core/digits'
import {
  isBankCard,
  isDoubtfulNationalCode,
  isEconomicCode,
  isLegalId,
  isNationalCode,
  isPostalCode,
  isSheba,
  normalizeBankCard,
  normalizeNationalCode,
  normalizePostalCode,
  normalizeSheba,
} from '#app/core/identity'
import { hasScript, normalizeName, normalizeText } from '#app/core/names'

test.group('National code', () => {
  test('a right check digit is accepted in any digits', ({ assert }) => {
    assert.isTrue(isNationalCode('0499370899'))
    assert.isTrue(isNationalCode('۰۴۹۹۳۷۰۸۹۹'))
    assert.isTrue(isNationalCode('049-937089-9'))
  })

  test('zeros that a spreadsheet ate are put back', ({ assert }) => {
    assert.equal(normalizeNationalCode('499370899'), '0499370899')
    assert.isNull(normalizeNationalCode('9370899'))
  })

  test('exactly one check digit fits nine digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), (n) => {
        const nine = String(n).padStart(9, '0')
        return [...'0123456789'].filter((digit) => isNationalCode(nine + digit)).length === 1
      })
    )
  })

  test('a wrong digit, a wrong length and letters are refused', ({ assert }) => {
    assert.isFalse(isNationalCode('0499370898'))
    assert.isFalse(isNationalCode('0499370890'))
    assert.isFalse(isNationalCode('1499370899'))
    assert.isFalse(isNationalCode(''))
    assert.isFalse(isNationalCode('04993708991'))
    assert.isFalse(isNationalCode('abcdefghij'))
  })

  test('ten equal digits are doubted, not refused', ({ assert }) => {
    assert.isTrue(isNationalCode('1111111111'))
    assert.isTrue(isDoubtfulNationalCode('۱۱۱۱۱۱۱۱۱۱'))
    assert.isFalse(isDoubtfulNationalCode('0499370899'))
    assert.isFalse(isDoubtfulNationalCode('12'))
  })
})

test.group('Companies, post and banks', () => {
  test('a legal id has eleven digits, an economic code 11, 12 or 14', ({ assert }) => {
    assert.isTrue(isLegalId('۱۰۳۸۰۲۸۴۷۹۰'))
    assert.isFalse(isLegalId('1038028479'))
    assert.deepEqual(
      [10, 11, 12, 13, 14, 15].map((length) => isEconomicCode('4'.repeat(length))),
      [false, true, true, false, true, false]
    )
  })

  test('a postal code is judged by its length only', ({ assert }) => {
    assert.isTrue(isPostalCode('۱۹۳۹۵-۱۱۱۱۱'))
    assert.equal(normalizePostalCode('۱۹۳۹۵ ۱۱۱۱۱'), '1939511111')
    assert.isFalse(isPostalCode('193951111'))
    assert.isFalse(isPostalCode('19395111112'))
  })

  test('a Sheba number must give the remainder one', ({ assert }) => {
    assert.isTrue(isSheba('IR820540102680020817909002'))
    assert.isTrue(isSheba(persianDigits('IR82 0540 1026 8002 0817 9090 02')))
    assert.equal(normalizeSheba('ir820540102680020817909002'), 'IR820540102680020817909002')
    assert.equal(normalizeSheba('820540102680020817909002'), 'IR820540102680020817909002')
    assert.isFalse(isSheba('IR820540102680020817909003'))
    assert.isFalse(isSheba('IR82054010268002081790900'))
    assert.isFalse(isSheba('DE820540102680020817909002'))
  })

  test('a bank card must pass Luhn', ({ assert }) => {
    assert.isTrue(isBankCard('6037701689095443'))
    assert.equal(normalizeBankCard('۶۰۳۷-۷۰۱۶-۸۹۰۹-۵۴۴۳'), '6037701689095443')
    assert.isFalse(isBankCard('6037701689095444'))
    assert.isFalse(isBankCard('0000000000000000'))
    assert.isFalse(isBankCard('603770168909544'))
  })

  test('of a bank card that begins with 9 every digit still counts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 14 - 1 }), (n) => {
        const fifteen = `9${String(n).padStart(14, '0')}`
        return [...'0123456789'].filter((digit) => isBankCard(fifteen + digit)).length === 1
      })
    )
  })
})

test.group('Names', () => {
  test('a name is stored in one way however it was typed', ({ assert }) => {
    assert.equal(normalizeName('  علي \t  كريمي\n'), 'علی کریمی')
    assert.equal(normalizeName('ا\u0653رش'), 'آرش')
    assert.equal(normalizeName('\u202Eرضا\u202C\u0000'), 'رضا')
    assert.equal(normalizeName('زهرا \u200C محمدی\u200C'), 'زهرا محمدی')
  })

  test('the half-space inside a word stays', ({ assert }) => {
    assert.equal(normalizeName('علی‌رضا'), 'علی‌رضا')
    assert.equal(normalizeName('علی\u200C\u200Cرضا'), 'علی‌رضا')
  })

  test('normalising again changes nothing', () => {
    const text = fc.string({ unit: fc.constantFrom(...'یيكa \u200C\n\t\r\u200E\u0000آا\u0653') })
    fc.assert(
      fc.property(text, (typed) => {
        return (
          normalizeName(normalizeName(typed)) === normalizeName(typed) &&
          normalizeText(normalizeText(typed)) === normalizeText(typed)
        )
      }),
      { numRuns: 2000 }
    )
  })

  test('a longer text keeps its lines', ({ assert }) => {
    assert.equal(normalizeText(' سلام  \r\n\r\n\r\n\r\nخوبي؟\u0007 '), 'سلام\n\nخوبی؟')
  })

  test('a million characters typed in malice cost no time', ({ assert }) => {
    const started = performance.now()
    for (const piece of [' ', '\u200C', '<', 'on', '&a', '\n', '\u200E', '1,', 'a ']) {
      const text = `a${piece.repeat(200_000)}b`
      normalizeName(text)
      normalizeText(text)
      hasScript(text)
      normalizeNationalCode(text)
    }
    assert.isBelow(performance.now() - started, 5_000)
  })

  test('markup and script are noticed, ordinary names are not', ({ assert }) => {
    for (const text of [
      '<script>alert(1)</script>',
      '<img src=x onerror=alert(1)>',
      'javascript:alert(1)',
      'x onclick = y',
      '&lt;b&gt;',
      '{{ 7*7 }}',
      '${7}',
    ]) {
      assert.isTrue(hasScript(text), text)
    }
    for (const text of ['علی رضایی', "O'Neil & Sons", 'فروشگاه ۳ > ۲', 'I <3 you', 'Simon = S']) {
      assert.isFalse(hasScript(text), text)
    }
  })
})
