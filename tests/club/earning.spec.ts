import { test } from '@japa/runner'
import { creditFor, largestSpend, missingForSpend, whyOf } from '#app/club/earning'

const tier = { earnBasisPoints: 500, spendThreshold: 1000, maxShareBasisPoints: 5000 }

test.group('What a bill earns and how far credit may pay it', () => {
  test('the percent of the tier, rounded down to the whole Toman', ({ assert }) => {
    assert.equal(creditFor({ tier, base: 1_200_000 }), 60_000)
    assert.equal(creditFor({ tier, base: 1_200_390 }), 60_010)
    assert.equal(creditFor({ tier, base: 199 }), 0)
    assert.equal(creditFor({ tier, base: -500 }), 0)
  })

  test('nothing below the threshold, then up to the share of the bill', ({ assert }) => {
    assert.equal(largestSpend({ tier, available: 999, bill: 10_000 }), 0)
    assert.equal(largestSpend({ tier, available: 1000, bill: 10_000 }), 1000)
    assert.equal(largestSpend({ tier, available: 90_000, bill: 10_001 }), 5000)
    assert.equal(largestSpend({ tier, available: 90_000, bill: 0 }), 0)
    assert.equal(missingForSpend({ tier, available: 400 }), 600)
    assert.equal(missingForSpend({ tier, available: 4000 }), 0)
  })

  test('says why, as it was then', ({ assert }) => {
    const silver = { code: 'silver', nameFa: 'نقره‌ای', nameEn: 'Silver', earnBasisPoints: 500 }
    assert.deepEqual(
      whyOf({
        tier: silver,
        base: 1_200_000,
        excluded: { vat: 120_000 },
        document: '1-1405-00012',
      }),
      {
        base: 1_200_000,
        basisPoints: 500,
        tier: { code: 'silver', nameFa: 'نقره‌ای', nameEn: 'Silver' },
        excluded: { vat: 120_000, freight: 0, credit: 0 },
        document: '1-1405-00012',
      }
    )
  })
})
