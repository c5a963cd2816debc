/** Rows of a list as a page shows them, and the key for the address of the next page; null on the last one. */
export interface CutPage<Row> {
  shown: Row[]
  next: number | null
}

/** A page of rows that were read by key, one more than it shows: that one only says that there is more. */
export function cutPage<Row extends { id: number | string }>(
  rows: readonly Row[],
  size: number
): CutPage<Row> {
  const shown = rows.slice(0, size)
  return { shown, next: rows.length > size ? Number(shown[size - 1].id) : null }
}
