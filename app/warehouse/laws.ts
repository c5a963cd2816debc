import { type Law, lawBySql } from '#app/core/law'

const onHand = lawBySql(
  'warehouse: what lies on a shelf = its movements',
  'stock_levels',
  `SELECT s.id AS place, COALESCE(m.total, 0) AS expected, s.on_hand AS found
   FROM stock_levels s
   LEFT JOIN (SELECT variant_id, warehouse_id, SUM(quantity) AS total FROM movements
     GROUP BY variant_id, warehouse_id) m
     ON m.variant_id = s.variant_id AND m.warehouse_id = s.warehouse_id
   WHERE s.on_hand <> COALESCE(m.total, 0)`
)

const moved = lawBySql(
  'warehouse: nothing moved on a shelf that is not there',
  'movements of variant',
  `SELECT m.variant_id AS place, 'a stock level' AS expected, 'nothing' AS found
   FROM movements m
   LEFT JOIN stock_levels s ON s.variant_id = m.variant_id AND s.warehouse_id = m.warehouse_id
   WHERE s.id IS NULL`
)

const reserved = lawBySql(
  'warehouse: what is reserved on a shelf = its active reservations',
  'stock_levels',
  `SELECT s.id AS place, COALESCE(r.total, 0) AS expected, s.reserved AS found
   FROM stock_levels s
   LEFT JOIN (SELECT variant_id, warehouse_id, SUM(quantity) AS total FROM reservations
     WHERE state = 'active' GROUP BY variant_id, warehouse_id) r
     ON r.variant_id = s.variant_id AND r.warehouse_id = s.warehouse_id
   WHERE s.reserved <> COALESCE(r.total, 0)`
)

const HANDED_OUT = `(SELECT l.remittance_id AS id, SUM(l.quantity) AS total
   FROM remittance_lines l JOIN remittances r ON r.id = l.remittance_id
   WHERE r.status IN ('picked', 'handed_over') GROUP BY l.remittance_id)`

const LEFT_BY_MOVEMENT = `(SELECT about_id AS id, -SUM(quantity) AS total FROM movements
   WHERE reason = 'remittance' AND about_type = 'remittance' GROUP BY about_id)`

const handedOut = lawBySql(
  'warehouse: what a remittance handed out = its movements',
  'remittances',
  `SELECT r.id AS place, COALESCE(h.total, 0) AS expected, COALESCE(m.total, 0) AS found
   FROM remittances r
   LEFT JOIN ${HANDED_OUT} h ON h.id = r.id
   LEFT JOIN ${LEFT_BY_MOVEMENT} m ON m.id = r.id
   WHERE COALESCE(h.total, 0) <> COALESCE(m.total, 0)`
)

const lines = lawBySql(
  'warehouse: a line of a remittance carries its reservation',
  'remittance_lines',
  `SELECT l.id AS place, r.quantity AS expected, l.quantity AS found
   FROM remittance_lines l JOIN reservations r ON r.id = l.reservation_id
   WHERE r.quantity <> l.quantity OR r.variant_id <> l.variant_id`
)

const movedBy = (reason: string) => `(SELECT about_id AS id, SUM(quantity) AS total FROM movements
   WHERE reason = '${reason}' AND about_type = 'stock_transfer' GROUP BY about_id)`

const OF_TRANSFERS = `(SELECT transfer_id AS id, SUM(quantity) AS total
   FROM stock_transfer_lines GROUP BY transfer_id)`

const inTransit = lawBySql(
  'warehouse: goods in transit = sent − received',
  'stock_transfers',
  `SELECT t.id AS place, CASE WHEN t.status = 'sent' THEN COALESCE(l.total, 0) ELSE 0 END AS expected,
     -COALESCE(o.total, 0) - COALESCE(i.total, 0) AS found
   FROM stock_transfers t
   LEFT JOIN ${OF_TRANSFERS} l ON l.id = t.id
   LEFT JOIN ${movedBy('transfer_out')} o ON o.id = t.id
   LEFT JOIN ${movedBy('transfer_in')} i ON i.id = t.id
   WHERE CASE WHEN t.status = 'sent' THEN COALESCE(l.total, 0) ELSE 0 END
     <> -COALESCE(o.total, 0) - COALESCE(i.total, 0)
     OR (t.status IN ('sent', 'received') AND -COALESCE(o.total, 0) <> COALESCE(l.total, 0))`
)

const arrived = lawBySql(
  'warehouse: what arrived and what was written off = what was sent',
  'stock_transfer_lines',
  `SELECT l.id AS place, l.quantity AS expected,
     COALESCE(l.received_quantity, 0) - COALESCE(a.quantity, 0) AS found
   FROM stock_transfer_lines l
   JOIN stock_transfers t ON t.id = l.transfer_id AND t.status = 'received'
   LEFT JOIN stock_adjustments a ON a.id = l.adjustment_id
   WHERE l.quantity <> COALESCE(l.received_quantity, 0) - COALESCE(a.quantity, 0)`
)

const adjusted = lawBySql(
  'warehouse: a correction has its movement',
  'stock_adjustments',
  `SELECT a.id AS place, a.quantity AS expected, COALESCE(m.quantity, 0) AS found
   FROM stock_adjustments a
   LEFT JOIN movements m ON m.about_type = 'stock_adjustment' AND m.about_id = a.id
   WHERE a.quantity <> COALESCE(m.quantity, 0)`
)

const counted = lawBySql(
  'warehouse: a stored count = its movements',
  'stock_counts',
  `SELECT c.id AS place, COALESCE(l.total, 0) AS expected, COALESCE(m.total, 0) AS found
   FROM stock_counts c
   LEFT JOIN (SELECT count_id AS id, SUM(counted - expected) AS total FROM stock_count_lines
     GROUP BY count_id) l ON l.id = c.id AND c.status = 'posted'
   LEFT JOIN (SELECT about_id AS id, SUM(quantity) AS total FROM movements
     WHERE reason = 'count' AND about_type = 'stock_count' GROUP BY about_id) m ON m.id = c.id
   WHERE COALESCE(l.total, 0) <> COALESCE(m.total, 0)`
)

const followed = lawBySql(
  'warehouse: the last change that others read of a shelf = what lies there',
  'stock_levels',
  `SELECT s.id AS place, CONCAT(s.on_hand, '/', s.reserved) AS expected,
     CONCAT(COALESCE(c.on_hand, 'no'), '/', COALESCE(c.reserved, 'change')) AS found
   FROM stock_levels s
   LEFT JOIN (SELECT MAX(id) AS id, variant_id, warehouse_id FROM stock_changes
     GROUP BY variant_id, warehouse_id) l
     ON l.variant_id = s.variant_id AND l.warehouse_id = s.warehouse_id
   LEFT JOIN stock_changes c ON c.id = l.id
   WHERE c.id IS NULL OR c.on_hand <> s.on_hand OR c.reserved <> s.reserved`
)

/** What must hold in the books of stock. */
export const laws: Law[] = [
  onHand,
  moved,
  reserved,
  handedOut,
  lines,
  inTransit,
  arrived,
  adjusted,
  counted,
  followed,
]
