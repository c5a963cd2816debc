import { test } from '@japa/runner'
import fc from 'fast-check'
import { displayMobile, maskMobile, normalizeMobile } from '#app/core/mobile'

test.group('Mobile numbers', () => {
  test('{$self} is +989123456789')
    .with([
      '09123456789',
      '9123456789',
      '+989123456789',
      '00989123456789',
      '989123456789',
      '+9809123456789',
      '۰۹۱۲۳۴۵۶۷۸۹',
      '٠٩١٢٣٤٥٦٧٨٩',
      '۰۹۱۲ ۳۴۵ ۶۷۸۹',
      '0912-345-6789',
      '(0912) 345.6789',
      '\u202A+98 912 345 6789\u202C',
    ])
    .run(({ assert }, typed) => {
      assert.equal(normalizeMobile(typed), '+989123456789')
    })

  test('{$self} is no Iranian mobile number')
    .with([
      '',
      '0912345678',
      '091234567890',
      '02188776655',
      '+14155550100',
      '09x23456789',
      '0912 345 6789 و 2',
      '<b>09123456789</b>',
      '++989123456789',
    ])
    .run(({ assert }, typed) => {
      assert.isNull(normalizeMobile(typed))
    })

  test('a number that itself begins with 98 keeps all its digits', ({ assert }) => {
    assert.equal(normalizeMobile('9812345678'), '+989812345678')
    assert.equal(normalizeMobile('09812345678'), '+989812345678')
  })

  test('people see it in their own digits and groups', ({ assert }) => {
    assert.equal(displayMobile('+989123456789', 'fa').replace('\u200E', ''), '۰۹۱۲ ۳۴۵ ۶۷۸۹')
    assert.equal(displayMobile('+989123456789', 'en'), '0912 345 6789')
    assert.equal(displayMobile('+14155550100', 'fa'), '+14155550100')
  })

  test('its groups keep their order inside a right-to-left line', ({ assert }) => {
    assert.isTrue(displayMobile('+989123456789', 'fa').startsWith('\u200E'))
    assert.isTrue(maskMobile('+989123456789', 'fa').startsWith('\u200E'))
  })

  test('a masked number gives its middle away to nobody', ({ assert }) => {
    assert.equal(maskMobile('+989123456789', 'fa').replace('\u200E', ''), '۰۹۱۲•••۶۷۸۹')
    assert.equal(maskMobile('+989123456789', 'en'), '0912•••6789')
    assert.equal(maskMobile('someone@example.com', 'en'), '•••')
  })

  test('what is shown can be typed back', () => {
    const number = fc.integer({ min: 0, max: 999_999_999 }).map((n) => `+989${pad(n)}`)
    fc.assert(
      fc.property(number, fc.constantFrom('fa' as const, 'en' as const), (e164, locale) => {
        return normalizeMobile(displayMobile(e164, locale)) === e164
      })
    )
  })
})

function pad(n: number): string {
  return String(n).padStart(9, '0')
}
