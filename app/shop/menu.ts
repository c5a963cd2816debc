import db from '@adonisjs/lucid/services/db'

/** A category as the shop's navigation shows it. */
export interface MenuCategory {
  id: number
  slug: string
  nameFa: string
  nameEn: string
}

const FRESH_MS = 30_000
let menu: MenuCategory[] = []
let readAt = -Infinity

/**
 * Top categories in their order, at most half a minute old. It stands on every page, the error page
 * included, so a database that does not answer gives the last list instead of an error.
 */
export async function shopMenu(): Promise<MenuCategory[]> {
  if (performance.now() - readAt < FRESH_MS) return menu
  readAt = performance.now()
  try {
    menu = await db
      .from('categories')
      .where('active', true)
      .whereNull('parent_id')
      .orderBy('position')
      .orderBy('id')
      .limit(30)
      .select('id', 'slug', 'name_fa as nameFa', 'name_en as nameEn')
  } catch {
    readAt = -Infinity
  }
  return menu
}

/** Reads the categories anew at the next page: after they were edited, and between tests. */
export function forgetShopMenu() {
  readAt = -Infinity
}
