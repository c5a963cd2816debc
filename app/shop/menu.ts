import { categoryTree, type CategoryRow } from '#app/catalogue/categories'

/**
 * The top categories. They stand on every page of the shop, the error page included, so a database
 * that does not answer gives an empty menu instead of another error.
 */
export async function shopMenu(): Promise<CategoryRow[]> {
  try {
    const { roots } = await categoryTree()
    return roots
  } catch {
    return []
  }
}
