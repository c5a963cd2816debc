import { test } from '@japa/runner'
import fc from 'fast-check'
import { latinDigits } from '#app/core/digits'
import {
  formatMoney,
  formatRial,
  formatToman,
  MAX_RIAL,
  moneyInWords,
  parseToman,
  percentOf,
  rialInWords,
  splitByWeight,
  sumOf,
} from '#app/core/money'

const rial = fc.integer({ min: 0, max: MAX_RIAL })

test.group('Percentages', () => {
  test('a percentage is rounded down to the Rial', ({ assert }) => {
    assert.equal(percentOf(1_000, 1_000), 100)
    assert.equal(percentOf(999, 1_000), 99)
    assert.equal(percentOf(19_999, 250), 499)
    assert.equal(percentOf(0, 10_000), 0)
  })

  test('a return undoes its sale to the Rial', ({ assert }) => {
    assert.equal(percentOf(-999, 1_000), -99)
    assert.equal(percentOf(-9, 1_000), 0)
  })

  test('amounts whose product passes 2^53 are still exact', ({ assert }) => {
    fc.assert(
      fc.property(rial, fc.integer({ min: 0, max: 20_000 }), (amount, points) => {
        return BigInt(percentOf(amount, points)) === (BigInt(amount) * BigInt(points)) / 10_000n
      })
    )
    // As floats, this product rounds up to a multiple of 10,000 and would give a Rial too much.
    assert.equal(percentOf(9_999_999_990_001, 9_999), 9_998_999_990_001)
  })

  test('a float is a bug, not an amount', ({ assert }) => {
    assert.throws(() => percentOf(10.5, 100), RangeError)
    assert.throws(() => percentOf(10, 0.5), RangeError)
    assert.throws(() => sumOf([1, Number.NaN]), RangeError)
    assert.throws(() => sumOf([Number.MAX_SAFE_INTEGER, 1]), RangeError)
  })
})

test.group('Spreading an amount', () => {
  const weights = fc.array(fc.integer({ min: 0, max: 10 ** 12 }), { minLength: 1, maxLength: 30 })

  test('the shares sum to the amount exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: -MAX_RIAL, max: MAX_RIAL }), weights, (amount, lines) => {
        return sumOf(splitByWeight(amount, lines)) === amount
      })
    )
  })

  test('a discount never exceeds the line it is spread on', () => {
    fc.assert(
      fc.property(weights, fc.nat({ max: 10_000 }), (lines, points) => {
        const shares = splitByWeight(percentOf(sumOf(lines), points), lines)
        return shares.every((share, line) => share >= 0 && share <= lines[line])
      })
    )
  })

  test('each share is within one Rial of its exact part', () => {
    fc.assert(
      fc.property(rial, weights, (amount, lines) => {
        const total = sumOf(lines)
        if (total === 0) return true
        return splitByWeight(amount, lines).every((share, line) => {
          const floor = (BigInt(amount) * BigInt(lines[line])) / BigInt(total)
          return BigInt(share) === floor || BigInt(share) === floor + 1n
        })
      })
    )
  })

  test('the largest remainder gets the odd Rial, the earlier line on a tie', ({ assert }) => {
    assert.deepEqual(splitByWeight(100, [1, 1, 1]), [34, 33, 33])
    assert.deepEqual(splitByWeight(10, [1, 5, 0]), [2, 8, 0])
    assert.deepEqual(splitByWeight(-100, [1, 1, 1]), [-34, -33, -33])
    assert.deepEqual(splitByWeight(3, [0, 0]), [2, 1])
    assert.deepEqual(splitByWeight(0, []), [])
  })

  test('what cannot be spread is refused', ({ assert }) => {
    assert.throws(() => splitByWeight(1, []), RangeError)
    assert.throws(() => splitByWeight(1, [2, -1]), RangeError)
    assert.throws(() => splitByWeight(1, [0.5]), RangeError)
  })
})

test.group('Showing money', () => {
  test('amounts are shown in Toman with their unit', ({ assert }) => {
    assert.equal(formatMoney(125_000, 'fa'), '۱۲٬۵۰۰ تومان')
    assert.equal(formatMoney(125_000, 'en'), '12,500 toman')
    assert.equal(formatMoney(0, 'fa'), '۰ تومان')
    assert.equal(formatMoney(-0, 'en'), '0 toman')
    assert.equal(formatRial(125_000, 'fa'), '۱۲۵٬۰۰۰ ریال')
    assert.equal(formatRial(125_000, 'en'), '125,000 rial')
  })

  test('an odd Rial is shown, not lost', ({ assert }) => {
    assert.equal(formatToman(125_005, 'fa'), '۱۲٬۵۰۰٫۵')
    assert.equal(formatToman(125_005, 'en'), '12,500.5')
    assert.equal(formatToman(MAX_RIAL - 1, 'en'), '999,999,999,999.9')
  })

  test('a negative amount keeps its sign in both languages', ({ assert }) => {
    assert.equal(formatMoney(-50, 'en'), '-5 toman')
    assert.match(formatMoney(-50, 'fa'), /^\u200E?−۵ تومان$/)
  })

  test('an amount in words: {$self}')
    .with([
      [0, 'صفر تومان', 'zero toman'],
      [10, 'یک تومان', 'one toman'],
      [190, 'نوزده تومان', 'nineteen toman'],
      [210, 'بیست و یک تومان', 'twenty-one toman'],
      [1_000, 'صد تومان', 'one hundred toman'],
      [9_990, 'نهصد و نود و نه تومان', 'nine hundred ninety-nine toman'],
      [10_000, 'یک هزار تومان', 'one thousand toman'],
      [12_000_000, 'یک میلیون و دویست هزار تومان', 'one million two hundred thousand toman'],
      [10_000_000_010, 'یک میلیارد و یک تومان', 'one billion one toman'],
      [MAX_RIAL, 'یک تریلیون تومان', 'one trillion toman'],
      [105, 'ده تومان و پنج ریال', 'ten toman and five rial'],
      [7, 'هفت ریال', 'seven rial'],
      [-500, 'منفی پنجاه تومان', 'minus fifty toman'],
    ] as const)
    .run(({ assert }, [amount, persian, english]) => {
      assert.equal(moneyInWords(amount, 'fa'), persian)
      assert.equal(moneyInWords(amount, 'en'), english)
    })

  test('official papers say Rial in words', ({ assert }) => {
    assert.equal(rialInWords(12_000_000, 'fa'), 'دوازده میلیون ریال')
    assert.equal(rialInWords(-15, 'en'), 'minus fifteen rial')
  })

  test('different amounts never have the same words', () => {
    for (const locale of ['fa', 'en'] as const) {
      const seen = new Set<string>()
      for (let toman = 0; toman < 5_000; toman++) seen.add(moneyInWords(toman * 10, locale))
      if (seen.size !== 5_000) throw new Error(`${5_000 - seen.size} amounts share words`)
    }
  })
})

test.group('Typing money [row 41]', () => {
  test('{$self} is read as 12,500 Toman')
    .with([
      '12500',
      '۱۲۵۰۰',
      '١٢٥٠٠',
      '۱۲٬۵۰۰',
      '۱۲,۵۰۰',
      '۱۲،۵۰۰',
      '12 500',
      '12\u00A0500',
      ' ۱۲٬۵۰۰ تومان ',
      '12,500 Toman',
      '\u200F۱۲٬۵۰۰\u200E',
      '12500.0',
      '0012500',
    ])
    .run(({ assert }, typed) => {
      assert.equal(parseToman(typed), 125_000)
    })

  test('one decimal digit is a Rial', ({ assert }) => {
    assert.equal(parseToman('۱۲٫۵'), 125)
    assert.equal(parseToman('0.1'), 1)
  })

  test('{0} is refused because {1}')
    .with([
      ['', 'empty'],
      ['  ', 'empty'],
      ['تومان', 'empty'],
      ['دوازده', 'not_a_number'],
      ['12a', 'not_a_number'],
      ['1e5', 'not_a_number'],
      ['0x10', 'not_a_number'],
      ['۱۲۵۰ ریال', 'not_a_number'],
      ['1.2.3', 'not_a_number'],
      ['.5', 'not_a_number'],
      ['<b>5</b>', 'not_a_number'],
      ['۱۲۵٬۰۰', 'odd_grouping'],
      ['1,2', 'odd_grouping'],
      ['1,000 000', 'odd_grouping'],
      ['1,,000', 'odd_grouping'],
      ['1234,567', 'odd_grouping'],
      ['-5', 'negative'],
      ['−۵', 'negative'],
      ['(500)', 'negative'],
      ['500-', 'negative'],
      ['1000000000001', 'too_large'],
      ['9'.repeat(400), 'too_large'],
      ['12.500', 'fraction'],
      ['۱۲٫۲۵', 'fraction'],
    ] as const)
    .run(({ assert }, [typed, problem]) => {
      assert.deepEqual(parseToman(typed), { problem })
    })

  test('the largest amount is taken, a Rial more is not', ({ assert }) => {
    assert.equal(parseToman('1,000,000,000,000'), MAX_RIAL)
    assert.deepEqual(parseToman('1,000,000,000,000.1'), { problem: 'too_large' })
  })

  test('what is shown can be typed back, in both languages', () => {
    fc.assert(
      fc.property(rial, fc.constantFrom('fa' as const, 'en' as const), (amount, locale) => {
        return (
          parseToman(formatToman(amount, locale)) === amount &&
          parseToman(formatMoney(amount, locale)) === amount &&
          parseToman(latinDigits(formatToman(amount, locale))) === amount
        )
      })
    )
  })

  test('whatever is typed gives a whole amount within bounds or a reason', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0159۱٬,،. -٫eتومان') }), (typed) => {
        const read = parseToman(typed)
        return typeof read !== 'number' || (Number.isInteger(read) && read >= 0 && read <= MAX_RIAL)
      }),
      { numRuns: 3000 }
    )
  })
})
