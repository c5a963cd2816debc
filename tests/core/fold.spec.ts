import { test } from '@japa/runner'
import fc from 'fast-check'
import { fold, repairLayout, searchTerms } from '#app/core/fold'

test.group('Search key [row 52]', () => {
  test('spellings of one word have one key: {$self}')
    .with([
      ['كيف', 'کیف'],
      ['کفش‌ورزشی', 'کفش ورزشی'],
      ['مدرسة', 'مدرسه'],
      ['خانۀ ما', 'خانه ما'],
      ['خانهٔ ما', 'خانه ما'],
      ['آب', 'اب'],
      ['أحمد', 'احمد'],
      ['إبراهیم', 'ابراهیم'],
      ['ٱلله', 'الله'],
      ['مؤسسه', 'موسسه'],
      ['مسئول', 'مسیول'],
      ['مسأله', 'مساله'],
      ['جزء', 'جز'],
      ['موسى', 'موسی'],
      ['مُحَمَّد', 'محمد'],
      ['ســــلام', 'سلام'],
      ['گوشی ۱۳', 'گوشی ١٣'],
      ['گوشی ۱۳', 'گوشی 13'],
      ['  iPhone   PRO ', 'iphone pro'],
      ['Café', 'cafe'],
      ['\u200Fکیف\u200E', 'کیف'],
      ['ﻻله', 'لاله'],
    ])
    .run(({ assert }, [one, other]) => {
      assert.equal(fold(one), fold(other))
    })

  test('different words keep different keys', ({ assert }) => {
    assert.notEqual(fold('کیف'), fold('کفی'))
    assert.notEqual(fold('گل'), fold('کل'))
    assert.notEqual(fold('پا'), fold('با'))
  })

  test('folding a key again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => fold(fold(text)) === fold(text)),
      { numRuns: 2000 }
    )
    const persian = fc.string({
      unit: fc.constantFrom(...'آأإئؤءۀةيىكکی۱٢3 \u200C\u200D\u200EًّٔـaÉİß'),
    })
    fc.assert(
      fc.property(persian, (text) => fold(fold(text)) === fold(text)),
      { numRuns: 2000 }
    )
  })

  test('a key has no half-space, no double space and no space at its ends', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab \u200C\t\nی') }), (text) => {
        return !/\u200C|\s\s|^\s|\s$/.test(fold(text))
      })
    )
  })
})

test.group('Search terms [row 52]', () => {
  test('a query becomes its folded words, each once', ({ assert }) => {
    assert.deepEqual(searchTerms('كفش‌ ورزشي، آبی کفش'), ['کفش', 'ورزشی', 'ابی'])
  })

  test('wildcards and quotes of a database never come through', ({ assert }) => {
    assert.deepEqual(searchTerms("50% _x' -- \\"), ['50', 'x'])
    assert.deepEqual(searchTerms(' %% '), [])
  })

  test('an endless query is cut', ({ assert }) => {
    const words = Array.from({ length: 100 }, (_, i) => `w${i}`)
    assert.lengthOf(searchTerms(words.join(' ')), 12)
  })
})

test.group('Wrong keyboard [row 52]', () => {
  test('Persian typed with the Latin layout and the other way round', ({ assert }) => {
    assert.equal(repairLayout(';td'), 'کفی')
    assert.equal(repairLayout(';ta'), 'کفش')
    assert.equal(repairLayout("',ad"), 'گوشی')
    assert.equal(repairLayout('اثممخ'), 'hello')
    assert.equal(repairLayout('سشئسعدل'), 'samsung')
  })

  test('digits and spaces stay where they are', ({ assert }) => {
    assert.equal(repairLayout(';td 12'), 'کفی 12')
    assert.equal(repairLayout('پخذهمث ۱۲'), 'mobile ۱۲')
  })

  test('there is nothing to repair without letters or with both scripts', ({ assert }) => {
    assert.isNull(repairLayout('12 ۳۴'))
    assert.isNull(repairLayout('گوشی iphone'))
    assert.isNull(repairLayout(''))
  })

  test('a small Latin word typed wrongly and repaired is itself again', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'), minLength: 1 })
    fc.assert(fc.property(word, (typed) => repairLayout(repairLayout(typed) ?? '') === typed))
  })
})
