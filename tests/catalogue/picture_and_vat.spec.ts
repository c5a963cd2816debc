import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { DRAWINGS } from '#app/catalogue/drawings'
import { pictureFor } from '#app/catalogue/picture_choice'
import { pictureOf, pictureSvg, pictureUrl } from '#app/catalogue/picture'
import { vatRateOn } from '#app/catalogue/vat'
import { demoCatalogue } from '#database/demo/catalogue'

test.group('Pictures', () => {
  test('a name gives the same drawing for ever, an unknown one a box', ({ assert }) => {
    assert.equal(pictureSvg('shoe:210'), pictureSvg('shoe:210'))
    assert.notEqual(pictureSvg('shoe:210'), pictureSvg('shoe:30'))
    assert.equal(pictureSvg('nothing:210'), pictureSvg('box:210'))
    assert.equal(pictureSvg('"><script>:1'), pictureSvg('box:210'))
  })

  test('every drawing is complete and of its colours only', ({ assert }) => {
    for (const shape of Object.keys(DRAWINGS)) {
      const svg = pictureSvg(`${shape}:95`)
      assert.notMatch(svg, /\b(MAIN|DEEP|PALE|SPOT|INK|SNOW)\b/, shape)
      assert.equal(svg.match(/<g[ >]/g)?.length ?? 0, svg.match(/<\/g>/g)?.length ?? 0, shape)
      assert.isBelow(svg.length, 4000, shape)
    }
  })

  test('an address and the picture it serves name each other', ({ assert }) => {
    assert.equal(pictureUrl('shoe:210'), '/pictures/shoe-210.svg')
    assert.equal(pictureOf('shoe-210.svg'), 'shoe:210')
    assert.isNull(pictureOf('shoe-360.svg'))
  })

  test('goods without a picture get one that suits their name', ({ assert }) => {
    assert.match(pictureFor('کفش‌ ورزشی', 'A-1'), /^shoe:\d+$/)
    assert.match(pictureFor('كيف چرم', 'A-1'), /^bag:\d+$/)
    assert.match(pictureFor('Steel kettle', 'A-1'), /^kettle:\d+$/)
    assert.match(pictureFor('چیزی دیگر', 'A-1'), /^box:\d+$/)
  })
})

test.group('The goods of the demo', () => {
  test('are the same every time, each with its own slug, SKU, barcode and picture', ({
    assert,
  }) => {
    const { products, categories } = demoCatalogue()
    assert.deepEqual(demoCatalogue().products, products)
    const variants = products.flatMap((product) => product.variants)
    assert.isAtLeast(products.length, 590)
    assert.lengthOf(new Set(products.map((product) => product.slug)), products.length)
    assert.lengthOf(new Set(variants.map((variant) => variant.sku)), variants.length)
    assert.lengthOf(new Set(variants.map((variant) => variant.barcode)), variants.length)
    const slugs = new Set(categories.map((category) => category.slug))
    for (const product of products) {
      assert.isTrue(slugs.has(product.category))
      assert.isTrue(Object.hasOwn(DRAWINGS, product.picture.split(':')[0]))
      assert.isAtLeast(product.variants.length, 2)
    }
    for (const { price, memberPrice } of variants) {
      assert.isTrue(Number.isInteger(price) && price > 0 && (memberPrice ?? 0) < price)
    }
  })
})

const at = (moment: string) => vatRateOn(DateTime.fromISO(moment, { zone: 'Asia/Tehran' }))

test.group('VAT', () => {
  test('is 9 % until 1402 and 10 % from the first minute of 1403 in Tehran', async ({ assert }) => {
    assert.equal(await at('2024-03-19T23:59'), 900)
    assert.equal(await at('2024-03-20T00:01'), 1000)
    assert.equal(await vatRateOn(DateTime.fromISO('2024-03-19T20:31Z')), 1000)
    assert.equal(await at('2010-01-01T00:00'), 0)
  })
})

test.group('VAT that changes', () => {
  test('follows a new rate from its day on', async ({ assert }) => {
    await db.table('vat_rates').insert({ starts_on: '2030-03-21', basis_points: 1200 })
    assert.equal(await at('2030-03-20T12:00'), 1000)
    assert.equal(await at('2030-03-21T00:00'), 1200)
  })
})
