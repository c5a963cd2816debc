import hash from '@adonisjs/core/services/hash'
import { clock } from '#app/core/clock'
import { insertedId, sqlTime, type Client, type Trx } from '#app/core/sql'
import { normalizeMobile } from '#app/core/mobile'
import { holidaysAround } from '#database/demo/holidays'
import { DEMO_ACCOUNTS } from '#start/demo_accounts'

/* The house itself: branches with their warehouses, working hours, holidays and staff. */

/** Opened so long before today, in days; nobody of the demo is older. */
export const FOUNDED_DAYS_AGO = 1100

const COMPANY = { name: 'شرکت بازرگانی نیک‌آوران امروز', nationalId: '14007654321' }

export interface DemoBranch {
  id: number
  warehouseId: number
  cityFa: string
  seller: Record<string, string>
  /** Share of the sales of the house. */
  share: number
}

const BRANCHES = [
  {
    code: 'THR',
    nameFa: 'شعبه تهران، ونک',
    nameEn: 'Tehran, Vanak branch',
    city: 'تهران',
    province: 'تهران',
    addressFa: 'تهران، میدان ونک، ابتدای خیابان ملاصدرا، شماره ۱۲',
    addressEn: '12 Molla Sadra St., Vanak Sq., Tehran',
    phone: '021-88770011',
    postalCode: '1991613311',
    economicCode: '411198765432',
    registrationNumber: '452310',
    share: 0.5,
  },
  {
    code: 'ISF',
    nameFa: 'شعبه اصفهان، چهارباغ',
    nameEn: 'Isfahan, Chaharbagh branch',
    city: 'اصفهان',
    province: 'اصفهان',
    addressFa: 'اصفهان، خیابان چهارباغ بالا، مجتمع پارسیان، طبقه همکف',
    addressEn: 'Ground floor, Parsian Centre, Upper Chaharbagh St., Isfahan',
    phone: '031-36640022',
    postalCode: '8163613111',
    economicCode: '411198765433',
    registrationNumber: '452310',
    share: 0.3,
  },
  {
    code: 'SHZ',
    nameFa: 'شعبه شیراز، زند',
    nameEn: 'Shiraz, Zand branch',
    city: 'شیراز',
    province: 'فارس',
    addressFa: 'شیراز، بلوار کریم‌خان زند، نبش خیابان فلسطین، شماره ۴۰',
    addressEn: '40 Karim Khan Zand Blvd., Shiraz',
    phone: '071-32330033',
    postalCode: '7134813111',
    economicCode: '411198765434',
    registrationNumber: '452310',
    share: 0.2,
  },
] as const

/** Minutes of the day. Weekday 0 is Saturday; on Thursday only the morning, Friday is free. */
const [MORNING, EVENING] = [
  [9 * 60, 13 * 60],
  [17 * 60, 21 * 60],
]
const SPANS = [0, 1, 2, 3, 4]
  .flatMap((weekday) => [
    { weekday, starts: MORNING[0], ends: MORNING[1] },
    { weekday, starts: EVENING[0], ends: EVENING[1] },
  ])
  .concat({ weekday: 5, starts: MORNING[0], ends: MORNING[1] })

/** Branches with their warehouses, and the calendar: what a shop decides before it opens. */
export async function seedBusiness(trx: Trx): Promise<DemoBranch[]> {
  const branches: DemoBranch[] = []
  for (const [place, branch] of BRANCHES.entries()) branches.push(await open(branch, place, trx))
  await trx.insertQuery().table('working_spans').multiInsert(SPANS)
  await trx.insertQuery().table('holidays').multiInsert(holidaysAround(clock.now()))
  return branches
}

async function open(branch: (typeof BRANCHES)[number], place: number, trx: Trx) {
  const createdAt = sqlTime(clock.now().minus({ days: FOUNDED_DAYS_AGO - place * 20 }))
  const seller = sellerOf(branch)
  const id = await insertedId(
    trx
      .insertQuery()
      .table('branches')
      .insert({
        code: branch.code,
        name_fa: branch.nameFa,
        name_en: branch.nameEn,
        city_id: await cityId(branch.city, trx),
        address_fa: branch.addressFa,
        address_en: branch.addressEn,
        phone: branch.phone,
        seller: JSON.stringify(seller),
        active: 1,
        created_at: createdAt,
      })
  )
  const warehouseId = await insertedId(
    trx
      .insertQuery()
      .table('warehouses')
      .insert({
        branch_id: id,
        name_fa: `انبار ${branch.city}`,
        name_en: `${branch.nameEn.split(',')[0]} warehouse`,
        priority: place + 1,
        sells_online: 1,
        active: 1,
      })
  )
  return { id, warehouseId, cityFa: branch.city, seller, share: branch.share }
}

/** The block that its official invoices carry. */
function sellerOf(branch: (typeof BRANCHES)[number]): Record<string, string> {
  const { economicCode, registrationNumber, province, city, postalCode, phone } = branch
  return {
    ...COMPANY,
    economicCode,
    registrationNumber,
    province,
    city,
    address: branch.addressFa,
    postalCode,
    phone,
  }
}

async function cityId(name: string, client: Client): Promise<number | null> {
  const city = await client.from('cities').where('name_fa', name).orderBy('id').first()
  return city ? Number(city.id) : null
}

export interface DemoStaffMember {
  id: number
  role: string
  branchId: number | null
}

/** The staff that sign in with the demo's password, which is hashed once for all. */
export async function seedStaff(branches: DemoBranch[], trx: Trx): Promise<DemoStaffMember[]> {
  const password = await hash.make(DEMO_ACCOUNTS.password)
  const createdAt = sqlTime(clock.now().minus({ days: FOUNDED_DAYS_AGO - 60 }))
  const staff: DemoStaffMember[] = []
  for (const [place, person] of DEMO_ACCOUNTS.staff.entries()) {
    const branchId = person.branch === null ? null : branches[person.branch].id
    const id = await insertedId(
      trx
        .insertQuery()
        .table('staff')
        .insert({
          username: person.username,
          first_name: person.firstName,
          last_name: person.lastName,
          mobile: normalizeMobile(`0912100${String(1001 + place)}`),
          email: `${person.username}@bashgah.example`,
          password,
          locale: 'fa',
          branch_id: branchId,
          active: 1,
          created_at: createdAt,
        })
    )
    await trx
      .insertQuery()
      .table('staff_roles')
      .insert({ staff_id: id, role: person.role, branch_id: branchId })
    staff.push({ id, role: person.role, branchId })
  }
  return staff
}
