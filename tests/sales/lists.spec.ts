import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { laws } from '#app/sales/laws'
import { invoiceList, orderList, paymentList, preInvoiceList } from '#app/sales/queries/lists'
import { eachAlone } from '#app/core/sweep'
import { lostPayments } from '#app/sales/actions/rescue_payment'
import {
  givenConfirmed,
  givenInvoiced,
  givenIssued,
  givenShop,
  type Shop,
} from '#tests/support/given_sales'

interface Asked {
  sql: string
  bindings: unknown[]
}

/** The statements that an action sends to the database. */
async function statementsOf(action: () => Promise<unknown>): Promise<Asked[]> {
  const seen: Asked[] = []
  const knex = db.connection().getWriteClient()
  const see = ({ sql, bindings }: Asked) => seen.push({ sql, bindings })
  knex.on('query', see)
  await action()
  knex.removeListener('query', see)
  return seen
}

/** How SQLite would read the tables of a statement. */
async function planOf({ sql, bindings }: Asked): Promise<string> {
  const rows = await db.rawQuery(`EXPLAIN QUERY PLAN ${sql}`, bindings as string[])
  return rows.map((row: { detail: string }) => row.detail).join('\n')
}

test.group('Lists of sales', (group) => {
  let shop: Shop
  group.setup(async () => {
    shop = await givenShop()
  })

  test('go on where they ended: no row twice, none left out', async ({ assert }) => {
    const ids: number[] = []
    for (let n = 0; n < 30; n++) {
      const { id } = await givenIssued()
      ids.push(id)
    }
    const branches = [shop.branch.id]
    const asked = { branches, status: 'issued' as const, search: null }
    const first = await preInvoiceList({ ...asked, after: null })
    const second = await preInvoiceList({ ...asked, after: first.next })
    const shown = [...first.rows, ...second.rows].map((row) => row.id)
    assert.deepEqual(shown, ids)
    assert.isNull(second.next)
  })

  test('read by an index, whatever grows', async ({ assert }) => {
    if (db.connection().dialect.name === 'mysql') return
    const branches = [shop.branch.id]
    const after = 1_000_000
    const page = { branches, after, search: null }
    const readings = [
      () => preInvoiceList({ ...page, status: 'delivered' }),
      () => preInvoiceList({ ...page, branches: 'all', status: 'delivered' }),
      () => preInvoiceList({ ...page, branches: [shop.branch.id, 99], status: 'delivered' }),
      () => invoiceList({ ...page, branches: [shop.branch.id, 99] }),
      () => paymentList({ branches, after, status: null }),
      () => orderList(1, after),
      () => invoiceList(page),
      () => invoiceList({ ...page, branches: 'all' }),
      () => paymentList({ branches: 'all', after, status: 'refund_due' }),
      () => lostPayments(50),
    ]
    for (const reading of readings) {
      for (const statement of await statementsOf(reading)) {
        const plan = await planOf(statement)
        assert.notMatch(plan, /^SCAN (?!.*USING INDEX)|TEMP B-TREE/m, `${statement.sql}\n${plan}`)
      }
    }
  })
})

test.group('Laws of sales', (group) => {
  let shop: Shop
  group.setup(async () => {
    shop = await givenShop()
  })

  const broken = async () => {
    const names: string[] = []
    for (const law of laws) {
      const breaches = await law.check(db.connection())
      if (breaches.length > 0) names.push(law.name)
    }
    return names
  }

  test('say what is wrong, when somebody changed the books by hand', async ({ assert }) => {
    await givenConfirmed(shop)
    const sold = await givenInvoiced(shop)
    assert.deepEqual(await broken(), [])

    const wrongs: [() => PromiseLike<unknown>, () => PromiseLike<unknown>, RegExp][] = [
      [
        () => db.from('pre_invoices').where('id', sold.id).update({ status: 'confirmed' }),
        () => db.from('pre_invoices').where('id', sold.id).update({ status: 'invoiced' }),
        /was sold has its invoice/,
      ],
      [
        () => db.from('serials').increment('last', 1),
        () => db.from('serials').decrement('last', 1),
        /without gaps/,
      ],
      [
        () => db.from('payments').update({ amount: 7 }),
        () => db.from('payments').update({ amount: sold.payable }),
        /what was paid/,
      ],
      [
        () => db.from('customer_stats').increment('spent', 5),
        () => db.from('customer_stats').decrement('spent', 5),
        /what a customer bought/,
      ],
    ]
    for (const [wrong, right, name] of wrongs) {
      await wrong()
      const names = await broken()
      assert.isTrue(
        names.some((one) => name.test(one)),
        `${name}: ${names}`
      )
      await right()
      assert.deepEqual(await broken(), [])
    }
  })
})

test.group('Sweeps', () => {
  test('one row that fails does not hold up those behind it, and is not hidden', async ({
    assert,
  }) => {
    const seen: number[] = []
    const sweeping = eachAlone(
      async () => [1, 2, 3],
      async (id) => {
        if (id === 2) throw new Error('broken')
        seen.push(id)
        return true
      }
    )
    await assert.rejects(() => sweeping, '1 rows failed: broken')
    assert.deepEqual(seen, [1, 3])
  })
})
