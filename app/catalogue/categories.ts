import db from '@adonisjs/lucid/services/db'
import { remember } from '#app/catalogue/remember'

export interface CategoryRow {
  id: number
  parent_id: number | null
  slug: string
  name_fa: string
  name_en: string
}

export interface CategoryTree {
  roots: CategoryRow[]
  bySlug: Map<string, CategoryRow>
  childrenOf(id: number): CategoryRow[]
  /** The category and everything below it. */
  familyOf(id: number): number[]
  /** From the root down to the category itself. */
  pathOf(id: number): CategoryRow[]
}

/** All active categories, kept for 30 seconds: a menu and a list need no query for them. */
export const categoryTree = remember(30, async (): Promise<CategoryTree> => {
  const rows: CategoryRow[] = await db
    .from('categories')
    .select('id', 'parent_id', 'slug', 'name_fa', 'name_en')
    .where('active', 1)
    .orderBy('position')
    .orderBy('id')
  return treeOf(rows)
})

function treeOf(rows: CategoryRow[]): CategoryTree {
  const byId = new Map(rows.map((row) => [row.id, row]))
  const children = Map.groupBy(rows, (row) => row.parent_id)
  const childrenOf = (id: number) => children.get(id) ?? []
  return {
    roots: children.get(null) ?? [],
    bySlug: new Map(rows.map((row) => [row.slug, row])),
    childrenOf,
    familyOf: (id) => family(id, childrenOf),
    pathOf(id) {
      const path: CategoryRow[] = []
      for (let row = byId.get(id); row; row = byId.get(row.parent_id ?? 0)) path.unshift(row)
      return path
    },
  }
}

function family(id: number, childrenOf: (id: number) => CategoryRow[]): number[] {
  return [id, ...childrenOf(id).flatMap((child) => family(child.id, childrenOf))]
}
