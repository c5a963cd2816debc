import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { sqlTime } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import Member from '#app/club/models/member'
import Wallet from '#app/club/models/wallet'
import { ensurePlaces } from '#database/demo/places'
import { givenClub } from '#tests/support/given_club'
import { givenCategory, givenProduct } from '#tests/support/given_catalogue'
import { givenShop } from '#tests/support/given_sales'
import { givenStaff } from '#tests/support/given_people'

const CHUNK = 400
const at = () => sqlTime(clock.now())

export interface World {
  branchId: number
  categorySlug: string
  productSlugs: string[]
  variantIds: number[]
  place: { provinceId: number; cityId: number }
  /** Members with credit, ready to sign in. */
  members: { customerId: number; mobile: string }[]
  staff: { cashier: number; expert: number }
}

/** 1,000 products × 2 variants, 100,000 members of whom 200 have credit and shop. */
export async function seed({ products = 1000, members = 100_000 } = {}): Promise<World> {
  await ensurePlaces(db.connection())
  await givenClub.tiers()
  const shop = await givenShop()
  const cashier = await givenStaff({ role: 'cashier', branchId: shop.branch.id })
  await givenStaff({ role: 'support_expert', branchId: shop.branch.id })
  const { slugs, variantIds, categorySlug } = await seedProducts(products)
  await seedMembers(members)
  return {
    branchId: shop.branch.id,
    categorySlug,
    productSlugs: slugs,
    variantIds,
    place: await db
      .from('cities')
      .select('id as cityId', 'province_id as provinceId')
      .firstOrFail(),
    members: await richMembers(400),
    staff: { cashier: cashier.id, expert: shop.expert.id },
  }
}

async function seedProducts(count: number) {
  const categories = []
  for (let n = 0; n < 10; n++) categories.push(await givenCategory({ slug: `bench-${n}` }))
  const slugs: string[] = []
  const variantIds: number[] = []
  for (let n = 0; n < count; n++) {
    const made = await givenProduct({
      slug: `bench-product-${n}`,
      categoryId: categories[n % categories.length].id,
      variants: 2,
      price: 500_000 + (n % 90) * 10_000,
      stock: 100_000,
      nameFa: `کالای آزمون ${n}`,
    })
    slugs.push(made.product.slug)
    variantIds.push(...made.variants.map((variant) => variant.id))
  }
  return { slugs, variantIds, categorySlug: categories[0].slug }
}

/** Members in bulk, without value: they are there so that tables have their size. */
async function seedMembers(count: number) {
  const tiers = await db.from('tiers').orderBy('position').select('id')
  const highest = await db.from('customers').max('id as id').first()
  const firstId = Number(highest?.id ?? 0) + 1000
  for (let start = 0; start < count; start += CHUNK) {
    const ids = Array.from(
      { length: Math.min(CHUNK, count - start) },
      (_, n) => firstId + start + n
    )
    await db.table('customers').multiInsert(ids.map(customerRow))
    await db.table('members').multiInsert(
      ids.map((id) => ({
        customer_id: id,
        tier_id: tiers[id % tiers.length].id,
        source: 'import',
        referral_code: `B${id.toString(36).toUpperCase()}`,
        joined_at: at(),
        created_at: at(),
      }))
    )
  }
}

function customerRow(id: number) {
  const mobile = `+98935${String(id).padStart(7, '0')}`
  return {
    id,
    mobile,
    first_name: 'عضو',
    last_name: `شماره ${id}`,
    status: 'valid',
    kind: 'natural',
    locale: 'fa',
    search_key: `عضو شماره ${id} ${mobile}`,
    created_at: at(),
  }
}

async function richMembers(count: number) {
  const rows = await db
    .from('members')
    .join('customers', 'customers.id', 'members.customer_id')
    .orderBy('members.id')
    .limit(count)
    .select('customers.id as customerId', 'customers.mobile as mobile')
  for (const { customerId } of rows) {
    const wallet = await transaction((trx) => Wallet.of(customerId, trx))
    await givenClub.credit(wallet, 1_000_000_000)
    await Member.of(customerId)
  }
  return rows.map((row) => ({ customerId: Number(row.customerId), mobile: String(row.mobile) }))
}
