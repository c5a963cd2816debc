import { test } from '@japa/runner'
import { linesOf } from '#app/core/paper/bidi_text'

/** One point a character, so that widths can be counted. */
const set = (text: string, { width = 1000, isRtl = true } = {}) =>
  linesOf(text, { isRtl, width, measure: (piece) => [...piece].length })

const pieces = (text: string, isRtl = true) =>
  set(text, { isRtl }).flatMap((line) => line.pieces.map((piece) => piece.text))

const reversed = (text: string) => [...text].reverse().join('')

test.group('A line of mixed directions', () => {
  test('Persian words stand from right to left, each as it is read', ({ assert }) => {
    assert.deepEqual(pieces('پیش‌فاکتور تازه شما'), ['شما', ' ', 'تازه', ' ', 'پیش‌فاکتور'])
  })

  test('[row 57] a number keeps its digits: the writer would turn them round', ({ assert }) => {
    assert.deepEqual(pieces('مبلغ ۱۲٬۵۰۰ تومان'), ['تومان', ' ', reversed('۱۲٬۵۰۰'), ' ', 'مبلغ'])
    const day = pieces('۱۴۰۵/۰۸/۳۰').map(reversed).join('')
    assert.equal(day, '۱۴۰۵/۰۸/۳۰')
  })

  test('a phone number keeps the order of its groups', ({ assert }) => {
    const line = pieces('تلفن: \u200E۰۹۱۲ ۳۴۵ ۶۷۸۹')
    const groups = line.filter((piece) => /[۰-۹]/.test(piece)).map(reversed)
    assert.deepEqual(groups, ['۰۹۱۲', '۳۴۵', '۶۷۸۹'])
  })

  test('Latin words within Persian stay in their order', ({ assert }) => {
    assert.deepEqual(pieces('کفش Nike Air مشکی'), ['مشکی', ' ', 'Nike', ' ', 'Air', ' ', 'کفش'])
    assert.deepEqual(pieces('شمارهٔ PF-۱۰۰۴۲'), ['PF-', reversed('۱۰۰۴۲'), ' ', 'شمارهٔ'])
  })

  test('brackets are mirrored where the text around them goes left', ({ assert }) => {
    assert.deepEqual(pieces('رنگ (قرمز)'), [
      '(قرمز)'.replace('(', '#').replace(')', '(').replace('#', ')'),
      ' ',
      'رنگ',
    ])
    assert.deepEqual(pieces('Shoe (red)', false), ['Shoe', ' ', '(red)'])
  })

  test('a Persian name in an English line turns nothing round beside it', ({ assert }) => {
    const line = pieces('Name: سارا محمدی, Tehran', false)
    assert.deepEqual(line, ['Name:', ' ', 'محمدی', ' ', 'سارا', ',', ' ', 'Tehran'])
  })

  test('long texts are broken between words, a long word within', ({ assert }) => {
    const lines = set('یک دو سه چهار پنج', { width: 8 })
    assert.deepEqual(
      lines.map((line) => line.reading),
      ['یک دو سه', 'چهار پنج']
    )
    const long = set('abcdefghij klm', { width: 4, isRtl: false })
    assert.isTrue(long.every((line) => line.width <= 4))
    assert.equal(long.map((line) => line.reading).join(''), 'abcdefghijklm')
    assert.deepEqual(set(''), [{ pieces: [], width: 0, reading: '' }])
    assert.lengthOf(set('بالا\nپایین'), 2)
  })
})
