import db from '@adonisjs/lucid/services/db'
import { ShortCache } from '#app/people/short_cache'

interface Place {
  id: number
  name_fa: string
  name_en: string
}

export interface Places {
  provinces: Place[]
  cities: (Place & { province_id: number })[]
}

/** Provinces and cities in the order of the Persian alphabet; kept for some minutes. */
const kept = new ShortCache(async (): Promise<Places> => {
  const alphabet = new Intl.Collator('fa')
  const sorted = <P extends Place>(rows: P[]) =>
    rows.sort((a, b) => alphabet.compare(a.name_fa, b.name_fa))
  return {
    provinces: sorted(await db.from('provinces').select('id', 'name_fa', 'name_en')),
    cities: sorted(await db.from('cities').select('id', 'province_id', 'name_fa', 'name_en')),
  }
}, 300)

export const places = () => kept.get()

/** The city with its province, or null when the city is not in that province. */
export async function cityIn(provinceId: number, cityId: number) {
  const { provinces, cities } = await places()
  const city = cities.find((row) => row.id === cityId && row.province_id === provinceId)
  const province = provinces.find((row) => row.id === provinceId)
  return city && province ? { city, province } : null
}
