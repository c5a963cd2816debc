import db from '@adonisjs/lucid/services/db'
import { categoryTree } from '#app/catalogue/categories'
import { remember } from '#app/catalogue/remember'

/** A picture for each top category: that of its first product. At most five minutes old. */
export const categoryPictures = remember(300, async (): Promise<Map<number, string>> => {
  const first = db.from('products').where('active', 1).groupBy('category_id').min('id')
  const rows: { category_id: number; picture: string }[] = await db
    .from('products')
    .whereIn('id', first)
    .select('category_id', 'picture')
  const pictures = new Map(rows.map((row) => [row.category_id, row.picture]))
  const tree = await categoryTree()
  return new Map(
    tree.roots.flatMap(({ id }) => {
      const shown = tree.familyOf(id).find((member) => pictures.has(member))
      return shown ? [[id, pictures.get(shown)!] as const] : []
    })
  )
})
