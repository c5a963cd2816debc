import { performance } from 'node:perf_hooks'
import db from '@adonisjs/lucid/services/db'
import { recipient } from '#tests/bench/scenarios'
import type { World } from '#tests/bench/seed'
import { Person } from '#tests/support/http_person'
import { givenProduct } from '#tests/support/given_catalogue'

const BUYERS = 50
const UNITS = 10

/** 50 buyers press the button for 10 units at the same time: how long until all have an answer. */
export async function buyersOfScarceGoods(world: World, url: string) {
  const { product, variantId } = await givenProduct({ slug: 'bench-scarce', stock: UNITS })
  const people = await Promise.all(
    world.members.slice(100, 100 + BUYERS).map(async (member) => {
      const person = await new Person([url]).signedIn(member)
      await person.submit(await person.get(`/p/${product.slug}`), '/cart/lines')
      return { person, page: await person.get('/checkout') }
    })
  )
  const start = performance.now()
  const answers = await Promise.all(
    people.map(({ person, page }) =>
      person.submit(page, '/checkout', recipient(world), { follow: false })
    )
  )
  const tookMs = Math.round(performance.now() - start)
  const lines = await db
    .from('pre_invoice_lines')
    .where('variant_id', variantId)
    .count('* as n')
    .first()
  return {
    buyers: BUYERS,
    units: UNITS,
    tookMs,
    preInvoices: Number(lines.n),
    serverErrors: answers.filter((answer) => answer.status >= 500).length,
  }
}
