import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { laws } from '#app/catalogue/laws'
import Product from '#app/catalogue/models/product'
import {
  listProducts,
  type ProductListFilter,
  type ProductSort,
} from '#app/catalogue/queries/product_list'
import { productPage } from '#app/catalogue/queries/product_page'
import { chunks, refreshPriceFrom, refreshTerms } from '#app/catalogue/upkeep'
import { SYSTEM } from '#app/core/actor'
import { NotFound } from '#app/core/refusal'
import { transaction } from '#app/core/transaction'
import { reserve } from '#app/warehouse/stock'
import { given } from '#tests/support/given'
import { givenCategory, givenProduct, givenStock } from '#tests/support/given_catalogue'

async function statementsOf(action: () => Promise<unknown>) {
  let count = 0
  const seen = () => count++
  const { client } = db.manager.get(db.primaryConnectionName)!.connection!
  client!.on('query', seen)
  await action()
  client!.off('query', seen)
  return count
}

async function cards(filter: ProductListFilter) {
  const { products } = await listProducts(filter)
  return products
}

test.group('The list of products [row 42]', (group) => {
  group.setup(async () => {
    await given.branch()
  })

  test('a category shows what lies below it, newest first', async ({ assert }) => {
    const clothes = await givenCategory()
    const shirts = await givenCategory({ parentId: clothes.id })
    const silk = await givenCategory({ parentId: shirts.id })
    const a = await givenProduct({ categoryId: clothes.id })
    const b = await givenProduct({ categoryId: silk.id })
    await givenProduct()
    await givenProduct({ categoryId: silk.id, active: false })

    const { products } = await listProducts({ categoryId: clothes.id })
    assert.deepEqual(
      products.map((row) => row.id),
      [b.id, a.id]
    )
    assert.lengthOf(await cards({ categoryId: shirts.id }), 1)
  })

  for (const sort of ['newest', 'cheap', 'dear'] as ProductSort[]) {
    test(`pages sorted by ${sort} meet every product once`, async ({ assert }) => {
      const root = await givenCategory()
      const leaf = await givenCategory({ parentId: root.id })
      for (const price of [300, 100, 300, 200, 300, 100, 500]) {
        await givenProduct({ categoryId: price === 300 ? leaf.id : root.id, price: price * 10_000 })
      }
      const met: { id: number; price: number }[] = []
      let after: string | null = null
      do {
        const page = await listProducts({ categoryId: root.id, sort, after, limit: 2 })
        met.push(...page.products.map((row) => ({ id: row.id, price: row.price_from })))
        after = page.next
      } while (after)

      assert.lengthOf(new Set(met.map((row) => row.id)), 7)
      assert.lengthOf(met, 7)
      const sorted = met.toSorted((a, b) => {
        if (sort === 'newest') return b.id - a.id
        return sort === 'cheap'
          ? a.price - b.price || a.id - b.id
          : b.price - a.price || b.id - a.id
      })
      assert.deepEqual(met, sorted)
    })
  }

  test('a broken cursor counts as none', async ({ assert }) => {
    await givenProduct()
    for (const after of ["1' OR 1=1", '-', '9-', 'abc', '1e9', '9'.repeat(40)]) {
      for (const sort of ['newest', 'cheap'] as const) {
        assert.isNotEmpty(await cards({ sort, after }))
      }
    }
  })

  test('shows what the web shop can promise and what members pay', async ({ assert }) => {
    const { warehouseId: shut } = await given.branch()
    await db.from('warehouses').where('id', shut).update({ sells_online: 0 })
    const goods = await givenProduct({
      variants: 2,
      price: 900_000,
      memberPrice: 800_000,
      stock: 4,
    })
    await givenStock(goods.variantId, 50, shut)
    const lines = [{ variantId: goods.variantId, quantity: 3 }]
    await transaction((trx) =>
      reserve({ lines, for: { type: 'pre_invoice', id: 1 }, by: SYSTEM }, trx)
    )

    const { products } = await listProducts({ categoryId: goods.product.categoryId })
    assert.containsSubset(products, [
      { price_from: 900_000, member_price_from: 800_000, variants: 2, sellable: 5 },
    ])
    const page = await productPage(goods.product.slug)
    assert.equal(page.sellable, 5)
    assert.deepEqual(
      page.variants.map((variant) => variant.sellable),
      [1, 4]
    )
    assert.containsSubset(page.variants[0].branches, [{ available: 1 }, { available: 50 }])
  })

  test('a hidden product has no page', async ({ assert }) => {
    const { product } = await givenProduct({ active: false })
    await assert.rejects(() => productPage(product.slug), NotFound)
    await assert.rejects(() => productPage('nothing-of-that-name'), NotFound)
  })

  test('a page takes two statements, a product three', async ({ assert }) => {
    const root = await givenCategory()
    const leaf = await givenCategory({ parentId: root.id })
    const { product } = await givenProduct({ categoryId: leaf.id, stock: 1 })
    assert.isAtMost(await statementsOf(() => listProducts()), 2)
    /* One more in tests only, where the tree of categories is not kept. */
    assert.isAtMost(await statementsOf(() => listProducts({ categoryId: root.id })), 3)
    assert.isAtMost(await statementsOf(() => productPage(product.slug)), 3)
  })
})

test.group('Searching products [row 52]', (group) => {
  group.setup(async () => {
    await given.branch()
    await givenProduct({ nameFa: 'کفش ورزشی مردانه', nameEn: 'Running shoe', brandFa: 'آرمان' })
    await givenProduct({ nameFa: 'کفش‌ راحتی', nameEn: 'Slipper', brandEn: 'Rahat' })
    await givenProduct({ nameFa: 'کیف چرم', nameEn: 'Leather bag' })
  })

  const names = async (q: string) => {
    const found = await cards({ q, sort: 'cheap' })
    return found.map((row) => row.name_en)
  }

  for (const [q, expected] of [
    ['کفش', ['Running shoe', 'Slipper']],
    ['كفش ورزشي', ['Running shoe']],
    ['کف', ['Running shoe', 'Slipper']],
    ['ارمان', ['Running shoe']],
    ['RAHAT', ['Slipper']],
    ['کفش چرم', []],
    ["%' OR 1=1 --", []],
    ['؟!', []],
  ] as const) {
    test(`«${q}» finds ${expected.length}`, async ({ assert }) => {
      assert.sameMembers(await names(q), [...expected])
    })
  }

  test('typed in the other keyboard layout it is understood, and said so', async ({ assert }) => {
    const page = await listProducts({ q: ';tav' })
    const shoes = await listProducts({ q: 'کفش' })
    assert.isNull(shoes.suggestion)
    const bag = await listProducts({ q: ';dt' })
    assert.equal(bag.suggestion, 'کیف')
    assert.deepEqual(
      bag.products.map((row) => row.name_en),
      ['Leather bag']
    )
    assert.isEmpty(page.products)
    assert.isNull(page.suggestion)
  })

  test('a new name and a new variant are found at once', async ({ assert }) => {
    const product = await Product.findByOrFail('name_en', 'Slipper')
    await product.merge({ nameEn: 'Sandal' }).save()
    assert.deepEqual(await names('sandal'), ['Sandal'])
    assert.deepEqual(await names('slipper'), [])
  })
})

test.group('A catalogue that grew', (group) => {
  group.setup(async () => {
    await given.branch()
    await grow()
  })

  test('keeps its laws', async ({ assert }) => {
    const found = await Promise.all(laws.map((law) => law.check(db.connection())))
    assert.deepEqual(found.flat(), [])
  })

  test('common and rare words are found together', async ({ assert }) => {
    const idsOf = async (q: string) => {
      const found = await cards({ q, limit: 3 })
      return found.map((row) => row.id)
    }
    assert.deepEqual(await idsOf('item'), [2000, 1999, 1998])
    assert.deepEqual(await idsOf('item کالا'), [2000, 1999, 1998])
    assert.deepEqual(await idsOf('item ویژه'), [17])
    assert.deepEqual(await idsOf('ویژه item18'), [])
    assert.deepEqual(await idsOf('1234 item'), [1234])
    assert.isAtMost(await statementsOf(() => listProducts({ q: 'item ویژه' })), 3)
  })

  test('no list reads the whole table', async ({ assert }) => {
    const [root] = await db.from('categories').whereNull('parent_id').orderBy('id').limit(1)
    for (const sort of ['newest', 'cheap', 'dear'] as ProductSort[]) {
      for (const filter of [{}, { categoryId: root.id }, { q: 'ويژه کالا17' }, { q: 'item' }]) {
        for (const after of [null, sort === 'newest' ? '900' : '5000000-900']) {
          const statements = await recorded(() => listProducts({ ...filter, sort, after }))
          for (const statement of statements) {
            const plan = await explain(statement)
            assert.isEmpty(plan, `${sort} ${JSON.stringify(filter)}: ${statement.sql}`)
          }
        }
      }
    }
  })
})

/** Enough rows for the planner of either database to prefer an index. */
async function grow() {
  const root = await givenCategory()
  const leaves: number[] = []
  for (let n = 0; n < 10; n++) {
    const leaf = await givenCategory({ parentId: root.id })
    leaves.push(leaf.id)
  }
  const numbers = Array.from({ length: 2000 }, (_, n) => n + 1)
  const now = '2026-01-01 00:00:00'
  for (const part of chunks(numbers, 200)) {
    await db.table('products').multiInsert(
      part.map((n) => ({
        id: n,
        slug: `p-${n}`,
        category_id: leaves[n % 10],
        name_fa: `کالا${n} ${n === 17 ? 'ویژه' : ''}`,
        name_en: `Item ${n}`,
        created_at: now,
      }))
    )
    await db.table('variants').multiInsert(
      part.map((n) => ({
        id: n,
        product_id: n,
        sku: `V${n}`,
        price: ((n * 7919) % 1000) * 10_000,
      }))
    )
    await db
      .table('stock_levels')
      .multiInsert(part.map((n) => ({ warehouse_id: 1, variant_id: n, on_hand: 0, reserved: 0 })))
  }
  await refreshPriceFrom(numbers)
  await refreshTerms(numbers)
  const tables = ['products', 'variants', 'stock_levels', 'product_terms']
  if (db.connection().dialect.name === 'mysql')
    await db.rawQuery(`ANALYZE TABLE ${tables.join(', ')}`)
  else await db.rawQuery('ANALYZE')
}

interface Statement {
  sql: string
  bindings: (string | number)[]
}

async function recorded(action: () => Promise<unknown>) {
  const statements: Statement[] = []
  const seen = (query: Statement) => statements.push(query)
  const { client } = db.manager.get(db.primaryConnectionName)!.connection!
  client!.on('query', seen)
  await action()
  client!.off('query', seen)
  return statements.filter((query) => /from (`?products|variants|product_terms)/i.test(query.sql))
}

/** The steps of a statement's plan that read a growing table from end to end. */
async function explain({ sql, bindings }: Statement) {
  if (db.connection().dialect.name === 'mysql') {
    const [rows] = await db.rawQuery(`EXPLAIN ${sql}`, bindings)
    return (rows as { table: string; type: string; rows: number }[]).filter(
      (row) => row.type === 'ALL' && /^(p|v|s|product_terms)$/.test(row.table) && row.rows > 300
    )
  }
  const rows = await db.rawQuery(`EXPLAIN QUERY PLAN ${sql}`, bindings)
  return (rows as { detail: string }[])
    .map((row) => row.detail)
    .filter((detail) => /^SCAN (p|v|s|product_terms)\b(?!.*USING.*INDEX)/.test(detail))
}
