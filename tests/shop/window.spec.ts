import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { ensurePlaces } from '#database/demo/places'
import { places } from '#app/shop/queries/places'
import { givenCategory, givenProduct, givenStock } from '#tests/support/given_catalogue'
import { givenClub } from '#tests/support/given_club'
import { givenShop } from '#tests/support/given_sales'
import { Person } from '#tests/support/http_person'

const door = `http://127.0.0.1:${process.env.PORT}`
const visitor = new Person([door])
/** English pages may name the other language in its own letters. */
const withoutPersianName = (html: string) => html.replaceAll('فارسی', '')

test.group('The shop window', (group) => {
  group.setup(async () => {
    await givenShop()
    await givenClub.tiers()
  })

  test('shows categories, what is new and the club’s promise', async ({ assert }) => {
    const category = await givenCategory({ nameFa: 'کیف و کفش' })
    await givenProduct({ categoryId: category.id, nameFa: 'کیف دوشی', stock: 9 })
    const { html, status } = await visitor.get('/')
    assert.equal(status, 200)
    for (const shown of ['کیف و کفش', 'کیف دوشی', 'هر خرید، بخشی از خرید بعدی شماست']) {
      assert.include(html, shown)
    }
  })

  test('a list is paged by key, sorted, and can leave out what is sold out', async ({ assert }) => {
    const category = await givenCategory()
    const { variants, product: first } = await givenProduct({ categoryId: category.id, price: 9 })
    await givenStock(variants[0].id, 5)
    for (let n = 0; n < 25; n++) await givenProduct({ categoryId: category.id, price: 1000 + n })
    const page = await visitor.get(`/c/${category.slug}`)
    assert.lengthOf(page.html.match(/<article/g)!, 24)
    const [, next] = /href="([^"]+)" rel="next"/.exec(page.html)!
    const rest = await visitor.get(next.replaceAll('&amp;', '&'))
    assert.lengthOf(rest.html.match(/<article/g)!, 2)

    const cheap = await visitor.get(`/c/${category.slug}?sort=cheap`)
    assert.match(cheap.html, new RegExp(`<article[\\s\\S]*?/p/${first.slug}"`))
    const inStock = await visitor.get(`/c/${category.slug}?stock=1`)
    assert.lengthOf(inStock.html.match(/<article/g)!, 1)
  })

  test('search repairs a keyboard that was set to the other language [row 52]', async ({
    assert,
  }) => {
    await givenProduct({ nameFa: 'سماور زغالی' })
    const { html } = await visitor.get(`/search?q=${encodeURIComponent('slh,v')}`)
    assert.include(html, 'سماور زغالی')
    assert.include(html, 'چیزی با این نوشته نبود')
  })

  test('what is typed is shown as text', async ({ assert }) => {
    const typed = `"><script>alert(1)</script>`
    const { html } = await visitor.get(`/search?q=${encodeURIComponent(typed)}`)
    assert.notInclude(html, '<script>alert')
    assert.include(html, '&lt;script&gt;')
  })

  test('a product says what is left, what it costs and what members get [row 42]', async ({
    assert,
  }) => {
    const { product, variants } = await givenProduct({
      variants: 2,
      price: 5_000_000,
      memberPrice: 4_500_000,
    })
    await givenStock(variants[0].id, 3)
    const { html } = await visitor.get(`/p/${product.slug}`)
    for (const shown of ['فقط ۳ عدد', '۵۰۰٬۰۰۰', 'برای اعضا ۴۵۰٬۰۰۰', '۱۳٬۵۰۰ تومان']) {
      assert.include(html, shown)
    }
    const sold = await visitor.get(`/p/${product.slug}?v=${variants[1].id}`)
    assert.include(sold.html, 'ناموجود')
    assert.notInclude(sold.html, 'action="/cart/lines"')
  })

  test('pages that are not there say so in both languages', async ({ assert }) => {
    for (const [path, sentence] of [
      ['/p/nothing', 'این صفحه پیدا نشد'],
      ['/c/nothing', 'این صفحه پیدا نشد'],
      ['/nowhere', 'این صفحه پیدا نشد'],
      ['/en/nowhere', 'This page was not found'],
    ]) {
      const { status, html } = await visitor.get(path)
      assert.equal(status, 404, path)
      assert.include(html, sentence)
    }
  })

  test('English pages are English, with the same page a link away', async ({ assert }) => {
    const { product } = await givenProduct({ stock: 2 })
    for (const path of ['', `/p/${product.slug}`, '/cart', '/search?q=kind']) {
      const { html, status } = await visitor.get(`/en${path}`)
      assert.equal(status, 200)
      assert.include(html, '<html lang="en" dir="ltr"')
      assert.notMatch(withoutPersianName(html), /[\u0600-\u06FF]/, path)
      assert.include(html, `href="${path || '/'}" hreflang="fa" lang="fa"`)
    }
  })

  test('the theme that was chosen comes with the first byte', async ({ assert }) => {
    const response = await fetch(door, { headers: { cookie: 'theme=night' } })
    assert.include(await response.text(), 'data-theme="night"')
    const odd = await fetch(door, { headers: { cookie: 'theme="><script>' } })
    assert.notInclude(await odd.text(), 'data-theme="&')
  })

  test('there are 31 provinces, each with cities [row 50]', async ({ assert }) => {
    await ensurePlaces(db.connection())
    await ensurePlaces(db.connection())
    const { provinces, cities } = await places()
    assert.lengthOf(provinces, 31)
    for (const { id } of provinces) {
      assert.isNotEmpty(cities.filter((city) => city.province_id === id))
    }
  })
})
