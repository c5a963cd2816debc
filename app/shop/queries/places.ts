import db from '@adonisjs/lucid/services/db'
import type { Locale } from '#app/core/digits'
import { ShortCache } from '#app/people/short_cache'

interface Place {
  id: number
  name_fa: string
  name_en: string
}

type City = Place & { province_id: number }

export interface Places {
  provinces: Place[]
  cities: City[]
  /** The same for the selects of a page in either language: made once, they are escaped once. */
  choices: Record<Locale, { provinces: Choice[]; cities: Choice[] }>
}

interface Choice {
  value: number
  label: string
  group?: number
}

/** Provinces and cities in the order of the Persian alphabet; kept for some minutes. */
const kept = new ShortCache(async (): Promise<Places> => {
  const alphabet = new Intl.Collator('fa')
  const sorted = <P extends Place>(rows: P[]) =>
    rows.sort((a, b) => alphabet.compare(a.name_fa, b.name_fa))
  const provinces: Place[] = await db.from('provinces').select('id', 'name_fa', 'name_en')
  const cities: City[] = await db.from('cities').select('id', 'province_id', 'name_fa', 'name_en')
  const known = { provinces: sorted(provinces), cities: sorted(cities) }
  return { ...known, choices: { fa: choicesIn('fa', known), en: choicesIn('en', known) } }
}, 300)

function choicesIn(locale: Locale, { provinces, cities }: Pick<Places, 'provinces' | 'cities'>) {
  const label = (row: Place) => (locale === 'fa' ? row.name_fa : row.name_en)
  return {
    provinces: provinces.map((row) => ({ value: row.id, label: label(row) })),
    cities: cities.map((row) => ({ value: row.id, label: label(row), group: row.province_id })),
  }
}

export const places = () => kept.get()

/** The city with its province, or null when the city is not in that province. */
export async function cityIn(provinceId: number, cityId: number) {
  const { provinces, cities } = await places()
  const city = cities.find((row) => row.id === cityId && row.province_id === provinceId)
  const province = provinces.find((row) => row.id === provinceId)
  return city && province ? { city, province } : null
}
