import { type Law, lawBySql } from '#app/core/law'

const priceFrom = lawBySql(
  'catalogue: the price a list shows = the lowest price of an active variant',
  'products',
  `SELECT p.id AS place, COALESCE(v.lowest, 0) AS expected, p.price_from AS found
   FROM products p
   LEFT JOIN (SELECT product_id, MIN(price) AS lowest FROM variants WHERE active = 1
     GROUP BY product_id) v ON v.product_id = p.id
   WHERE p.price_from <> COALESCE(v.lowest, 0)`
)

const findable = lawBySql(
  'catalogue: every product can be found by a word',
  'products',
  `SELECT p.id AS place, 'a search term' AS expected, 'none' AS found
   FROM products p LEFT JOIN product_terms t ON t.product_id = p.id
   WHERE t.product_id IS NULL`
)

/** What must hold between a product and what is derived from it. */
export const laws: Law[] = [priceFrom, findable]
