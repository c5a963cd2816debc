import { type Law, lawBySql } from '#app/core/law'

/* A return never gives back more than was sold, and what it says is what moved. */

const within = lawBySql(
  'sales: no more of a line came back than was sold',
  'invoice_lines',
  `SELECT l.id AS place, CONCAT(l.quantity, ' for ', l.total) AS expected,
     CONCAT(b.quantity, ' for ', b.total) AS found
   FROM (SELECT invoice_line_id AS id, SUM(quantity) AS quantity, SUM(total) AS total,
           SUM(vat) AS vat, SUM(discount) AS discount
         FROM sales_return_lines GROUP BY invoice_line_id) b
   JOIN invoice_lines l ON l.id = b.id
   WHERE b.total > l.total OR b.vat > l.vat OR b.discount > l.discount
     OR (b.quantity > l.quantity AND (l.variant_id IS NOT NULL OR l.quantity > 1))
     OR (b.quantity = l.quantity AND b.total <> l.total
       AND (l.variant_id IS NOT NULL OR l.quantity > 1))`
)

const asPaid = lawBySql(
  'sales: no more goes back than was paid, each way as it was paid; a whole return gives all back',
  'invoices',
  `SELECT i.id AS place,
     CONCAT(i.total - i.credit_amount - i.cash_amount, '/', i.credit_amount, '/', i.cash_amount) AS expected,
     CONCAT(b.money, '/', b.credit, '/', b.cash) AS found
   FROM (SELECT invoice_id AS id, SUM(total) AS total, SUM(freight) AS freight,
           SUM(money_back) AS money, SUM(credit_back) AS credit, SUM(cash_back) AS cash
         FROM sales_returns GROUP BY invoice_id) b
   JOIN invoices i ON i.id = b.id
   WHERE b.money > i.total - i.credit_amount - i.cash_amount OR b.credit > i.credit_amount
     OR b.cash > i.cash_amount OR b.freight > i.freight
     OR (b.total = i.total AND (b.credit <> i.credit_amount OR b.cash <> i.cash_amount))`
)

const lines = lawBySql(
  'sales: the sums of a return are those of its lines and its freight',
  'sales_returns',
  `SELECT r.id AS place, CONCAT(l.gross, '/', l.discount, '/', l.vat, '/', l.clawed, '/', l.owed) AS expected,
     CONCAT(r.lines_total, '/', r.discount, '/', r.vat, '/', r.clawed_back, '/', r.owed) AS found
   FROM sales_returns r
   JOIN (SELECT return_id AS id, SUM(lines_total) AS gross, SUM(discount) AS discount,
           SUM(vat) AS vat, SUM(total) AS total, SUM(clawed_back) AS clawed, SUM(owed) AS owed
         FROM sales_return_lines GROUP BY return_id) l ON l.id = r.id
   WHERE l.gross <> r.lines_total OR l.discount <> r.discount OR l.vat <> r.vat
     OR l.total + r.freight <> r.total OR l.clawed <> r.clawed_back OR l.owed <> r.owed`
)

const MOVED = `(SELECT t.about_id AS id,
    SUM(CASE WHEN t.reason = 'refund_spend' AND c.kind = 'member_credit' THEN t.amount ELSE 0 END) AS credit,
    SUM(CASE WHEN t.reason = 'refund_spend' AND c.kind = 'member_cash' THEN t.amount ELSE 0 END) AS cash,
    SUM(CASE WHEN t.reason = 'void_pending' THEN t.amount ELSE 0 END) AS voided,
    SUM(CASE WHEN t.reason = 'clawback' AND d.kind = 'member_credit' THEN t.amount ELSE 0 END) AS taken,
    SUM(CASE WHEN t.reason = 'clawback' AND d.kind = 'member_debt' THEN t.amount ELSE 0 END) AS owed
  FROM transfers t
  JOIN accounts d ON d.id = t.debit_account_id
  JOIN accounts c ON c.id = t.credit_account_id
  WHERE t.about_type = 'sales_return' GROUP BY t.about_id)`

const moved = lawBySql(
  'sales: what a return says of credit and the wallet = its transfers',
  'sales_returns',
  `SELECT r.id AS place,
     CONCAT(r.credit_back, '/', r.cash_back, '/', r.voided, '/', r.taken, '/', r.owed) AS expected,
     CONCAT(COALESCE(m.credit, 0), '/', COALESCE(m.cash, 0), '/', COALESCE(m.voided, 0), '/',
       COALESCE(m.taken, 0), '/', COALESCE(m.owed, 0)) AS found
   FROM sales_returns r LEFT JOIN ${MOVED} m ON m.id = r.id
   WHERE r.credit_back <> COALESCE(m.credit, 0) OR r.cash_back <> COALESCE(m.cash, 0)
     OR r.voided <> COALESCE(m.voided, 0) OR r.taken <> COALESCE(m.taken, 0)
     OR r.owed <> COALESCE(m.owed, 0)`
)

const refunds = lawBySql(
  'sales: money of a return has its payment, due or given back',
  'sales_returns',
  `SELECT r.id AS place, r.money_back AS expected, COALESCE(p.total, 0) AS found
   FROM sales_returns r
   LEFT JOIN (SELECT payable_id AS id, SUM(amount) AS total FROM payments
              WHERE payable_type = 'sales_return' AND status IN ('refund_due', 'refunded')
              GROUP BY payable_id) p ON p.id = r.id
   WHERE r.customer_id IS NOT NULL AND r.money_back <> COALESCE(p.total, 0)`
)

const goods = lawBySql(
  'sales: goods of a return = what came back into the warehouses',
  'sales_returns',
  `SELECT r.id AS place, COALESCE(l.total, 0) AS expected, COALESCE(m.total, 0) AS found
   FROM sales_returns r
   LEFT JOIN (SELECT return_id AS id, SUM(quantity) AS total FROM sales_return_lines
              WHERE warehouse_id IS NOT NULL GROUP BY return_id) l ON l.id = r.id
   LEFT JOIN (SELECT about_id AS id, SUM(quantity) AS total FROM movements
              WHERE reason = 'return' AND about_type = 'sales_return' GROUP BY about_id) m ON m.id = r.id
   WHERE COALESCE(l.total, 0) <> COALESCE(m.total, 0)`
)

const kept = lawBySql(
  'sales: goods of a return lie in a warehouse, unless they never left',
  'sales_return_lines',
  `SELECT l.id AS place, CASE WHEN r.remittance_id IS NULL THEN 'a warehouse' ELSE 'none' END AS expected,
     COALESCE(l.warehouse_id, 0) AS found
   FROM sales_return_lines l JOIN sales_returns r ON r.id = l.return_id
   WHERE l.variant_id IS NOT NULL AND (r.remittance_id IS NULL) <> (l.warehouse_id IS NOT NULL)`
)

const rests = lawBySql(
  'sales: what was called off of a sale that stands was given back, piece by piece',
  'remittances',
  `SELECT m.id AS place, CONCAT(m.status, ' ', SUM(m.quantity)) AS expected,
     CONCAT('given back ', COALESCE(MAX(b.quantity), 0)) AS found
   FROM (SELECT r.id, r.status, p.status AS sale, l.quantity FROM remittances r
         JOIN remittance_lines l ON l.remittance_id = r.id
         JOIN pre_invoices p ON r.about_type = 'pre_invoice' AND p.id = r.about_id) m
   LEFT JOIN (SELECT r.remittance_id AS id, SUM(l.quantity) AS quantity FROM sales_returns r
              JOIN sales_return_lines l ON l.return_id = r.id
              WHERE r.remittance_id IS NOT NULL GROUP BY r.remittance_id) b ON b.id = m.id
   GROUP BY m.id, m.status, m.sale
   HAVING (m.status = 'cancelled' AND m.sale <> 'cancelled' AND SUM(m.quantity) <> COALESCE(MAX(b.quantity), 0))
     OR (m.status <> 'cancelled' AND MAX(b.quantity) IS NOT NULL)`
)

const serials = lawBySql(
  'sales: returns of a branch and year are numbered without gaps',
  'serials',
  `SELECT n.name AS place, n.numbers AS expected, CONCAT(n.highest, ', counter ', COALESCE(s.last, 0)) AS found
   FROM (SELECT CONCAT('return:', branch_id, ':', jalali_year) AS name, COUNT(*) AS numbers,
           MAX(serial) AS highest, MIN(serial) AS lowest
         FROM sales_returns GROUP BY branch_id, jalali_year) n
   LEFT JOIN serials s ON s.name = n.name
   WHERE n.numbers <> n.highest OR n.lowest <> 1 OR n.highest <> COALESCE(s.last, 0)`
)

/** Rows of a fact and records of its kind come from the same transactions. */
function recorded(kind: string, which: string): Law {
  return lawBySql(
    `sales: ${kind} counts the same as its returns`,
    'crm_records',
    `SELECT '${kind}' AS place, f.number AS expected, k.number AS found
     FROM (SELECT COUNT(*) AS number FROM sales_returns WHERE customer_id IS NOT NULL ${which}) f,
          (SELECT COUNT(*) AS number FROM crm_records WHERE kind = '${kind}') k
     WHERE f.number <> k.number`
  )
}

export const laws: Law[] = [
  within,
  asPaid,
  lines,
  moved,
  refunds,
  goods,
  kept,
  rests,
  serials,
  recorded('return_accepted', 'AND remittance_id IS NULL'),
  recorded('rest_called_off', 'AND remittance_id IS NOT NULL'),
  recorded('credit_clawed_back', 'AND clawed_back > 0'),
]
