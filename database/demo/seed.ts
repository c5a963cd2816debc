import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import type { Client, Trx } from '#app/core/sql'
import { ensureDefaultTiers } from '#app/club/default_tiers'
import { settings } from '#app/people/models/setting'
import { forgetWorkingCalendar } from '#app/crm/working_calendar'
import { Agenda } from '#database/demo/agenda'
import { Bulk } from '#database/demo/bulk'
import { seedBusiness, seedStaff } from '#database/demo/business'
import { seedGoods } from '#database/demo/goods'
import { beginHistory, tellHistory, type History } from '#database/demo/history'
import { holidaysAround } from '#database/demo/holidays'
import { inventPeople } from '#database/demo/people'
import { ensurePlaces } from '#database/demo/places'
import type { Progress } from '#database/demo/progress'
import { Random } from '#database/demo/random'
import { liveRecentDays } from '#database/demo/recent'
import { Shelves } from '#database/demo/shelves'
import { DAY, OfficeHours, startOfDay } from '#database/demo/times'
import type { DemoTier, World } from '#database/demo/world'

/** What a whole demo has; a scale makes less of it. */
const WHOLE = { customers: 5000, members: 3000, till: 10_800, web: 3300, products: 600 }

/** The history ends so many days before today; from there on the real verbs are called. */
const RECENT_DAYS = 12
const HISTORY_DAYS = 392
const SEED = 1405
/** The shop has sold for so many days before the history. */
const OPENED_BEFORE = 500

export const SEED_STEPS = 5

interface SeedOptions {
  /** 1 is the whole demo; 0.05 is enough for a test. */
  scale: number
  progress: Progress
}

/**
 * Fills an empty, migrated database with a shop that has lived for a year. The same day gives the
 * same shop: chance is seeded, and everything is dated relative to today.
 */
export async function seedDemo(options: SeedOptions): Promise<void> {
  const takeCare = await hurry()
  try {
    await seed(options)
  } finally {
    await takeCare()
  }
}

async function seed({ scale, progress }: SeedOptions) {
  const now = clock.now().toUnixInteger()
  const sized = (count: number) => Math.max(1, Math.round(count * scale))

  const world = await progress.run('Branches, staff, calendar', () =>
    inOne((trx) => found(trx, now))
  )
  const shelves = await progress.run('Catalogue', () =>
    inOne((trx) => fill(trx, world, Math.max(60, sized(WHOLE.products))))
  )
  const history = beginHistory(world, shelves)
  await progress.run('A year of customers and sales', async () => {
    const count = { customers: sized(WHOLE.customers), members: sized(WHOLE.members) }
    world.people = inventPeople(world, count, await citiesOf(db.connection()))
    const part = (at: number) => progress.part((at - world.from) / (now - world.from))
    await tellHistory(history, { till: sized(WHOLE.till), web: sized(WHOLE.web) }, now, part)
    shelves.settle(world.until)
  })
  await progress.run('Writing it down', () => inOne((trx) => write(trx, history, progress)))
  await progress.run('The last days, by the real verbs', () => {
    const tillSales = Math.round((sized(WHOLE.till) * RECENT_DAYS * 1.2) / HISTORY_DAYS)
    const part = (at: number) => progress.part((at - world.until) / (now - world.until))
    return liveRecentDays(history, { now, scale, tillSales }, part)
  })
}

/**
 * A seeding that is cut off is begun anew, so nothing is lost when it does not wait for the disk.
 * @returns how the house keeps what it has answered safely again
 */
async function hurry(): Promise<() => Promise<void>> {
  if (db.connection().dialect.name === 'mysql') return async () => {}
  const [{ synchronous }] = await db.rawQuery('PRAGMA synchronous')
  await db.rawQuery('PRAGMA synchronous = OFF')
  return () => db.rawQuery(`PRAGMA synchronous = ${Number(synchronous)}`)
}

function inOne<T>(work: (trx: Trx) => Promise<T>): Promise<T> {
  return db.transaction(work)
}

/** The house before its first customer. */
async function found(trx: Trx, now: number): Promise<World> {
  await ensurePlaces(trx)
  const branches = await seedBusiness(trx)
  const staff = await seedStaff(branches, trx)
  await ensureDefaultTiers(trx)
  forgetWorkingCalendar()
  const until = startOfDay(now) - RECENT_DAYS * DAY
  return {
    bulk: await Bulk.open(trx),
    agenda: new Agenda(),
    random: new Random(SEED),
    office: new OfficeHours(holidaysAround(clock.now())),
    branches,
    staff,
    tiers: await tiersOf(trx),
    cardPrefix: await settings.get('cardPrefix', trx),
    people: [],
    memberIds: [],
    variants: [],
    terms: {
      creditMonths: await settings.get('creditValidMonths', trx),
      pendingDays: await settings.get('pendingWorkingDays', trx),
      freight: await settings.get('freight', trx),
    },
    from: until - HISTORY_DAYS * DAY,
    until,
  }
}

async function tiersOf(client: Client): Promise<DemoTier[]> {
  const rows = await client.from('tiers').orderBy('position')
  return rows.map((row) => ({
    id: Number(row.id),
    code: row.code,
    nameFa: row.name_fa,
    nameEn: row.name_en,
    earnBasisPoints: row.earn_basis_points,
    spendThreshold: Number(row.spend_threshold),
    maxShareBasisPoints: row.max_share_basis_points,
    threshold: Number(row.threshold),
  }))
}

/** Goods on the shelves, as many as the history will sell and some more. */
async function fill(trx: Trx, world: World, count: number): Promise<Shelves> {
  const order = { count, opened: world.from - OPENED_BEFORE * DAY, until: world.until - 5 * DAY }
  world.variants = await seedGoods(trx, world.random, order)
  world.bulk = await Bulk.open(trx)
  const shelves = new Shelves(world)
  shelves.stock(world)
  return shelves
}

async function citiesOf(client: Client) {
  const rows = await client.from('cities').orderBy('id').select('id', 'name_fa')
  return rows.map((row) => ({ id: Number(row.id), nameFa: String(row.name_fa) }))
}

async function write(trx: Trx, { world, sales }: History, progress: Progress) {
  const all = world.bulk.count()
  await world.bulk.write(trx, (rows) => progress.part(rows / all))
  await trx.insertQuery().table('serials').multiInsert(sales.serials)
}
