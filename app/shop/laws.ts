import { type Law, lawBySql } from '#app/core/law'

const held = lawBySql(
  'shop: goods are held only for a checkout that lasts',
  'checkout_holds',
  `SELECT r.for_id AS place, 'no reservation' AS expected,
     CONCAT(COALESCE(h.ended_as, 'no hold'), ' with ', r.quantity) AS found
   FROM reservations r LEFT JOIN checkout_holds h ON h.id = r.for_id
   WHERE r.for_type = 'checkout_hold' AND r.state = 'active'
     AND (h.id IS NULL OR h.ended_at IS NOT NULL)`
)

const ofCart = lawBySql(
  'shop: a hold that lasts is that of a cart, and no cart has one that ended',
  'checkout_holds',
  `SELECT h.id AS place, CASE WHEN h.ended_at IS NULL THEN 1 ELSE 0 END AS expected,
     COUNT(c.id) AS found
   FROM checkout_holds h LEFT JOIN carts c ON c.hold_id = h.id
   WHERE h.ended_at IS NULL OR c.id IS NOT NULL
   GROUP BY h.id, h.ended_at
   HAVING COUNT(c.id) <> CASE WHEN h.ended_at IS NULL THEN 1 ELSE 0 END`
)

/** What must hold at the checkout. */
export const laws: Law[] = [held, ofCart]
