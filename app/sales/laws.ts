import { type Law, lawBySql } from '#app/core/law'
import { laws as returnLaws } from '#app/sales/return_laws'

const SOLD = `('invoiced', 'shipped', 'delivered')`

/** The invoice of a pre-invoice, and its cancellation when it has one. */
const WITH_INVOICE = `
  FROM pre_invoices p
  LEFT JOIN invoices i ON i.source_type = 'pre_invoice' AND i.source_id = p.id
  LEFT JOIN invoice_cancellations x ON x.invoice_id = i.id`

const invoiced = lawBySql(
  'sales: a pre-invoice that was sold has its invoice, an open or expired one has none',
  'pre_invoices',
  `SELECT p.id AS place,
     CASE WHEN p.status IN ${SOLD} THEN 'an invoice that stands' ELSE 'no invoice that stands' END AS expected,
     CONCAT(p.status, ', invoice ', COALESCE(i.id, 'none'), CASE WHEN x.id IS NULL THEN '' ELSE ' called off' END) AS found
   ${WITH_INVOICE}
   WHERE (p.status IN ${SOLD} AND (i.id IS NULL OR x.id IS NOT NULL))
      OR (p.status IN ('issued', 'confirmed', 'expired') AND i.id IS NOT NULL)
      OR (p.status = 'cancelled' AND i.id IS NOT NULL AND x.id IS NULL)`
)

const serials = lawBySql(
  'sales: invoices of a branch and year are numbered without gaps',
  'serials',
  `SELECT n.name AS place, n.numbers AS expected, CONCAT(n.highest, ', counter ', COALESCE(s.last, 0)) AS found
   FROM (SELECT CONCAT('invoice:', branch_id, ':', jalali_year) AS name, COUNT(*) AS numbers,
           MAX(serial) AS highest, MIN(serial) AS lowest
         FROM invoices GROUP BY branch_id, jalali_year) n
   LEFT JOIN serials s ON s.name = n.name
   WHERE n.numbers <> n.highest OR n.lowest <> 1 OR n.highest <> COALESCE(s.last, 0)`
)

/** The sums of a document are the sums of its lines. */
function sums(documents: string, lines: string, key: string): Law {
  return lawBySql(
    `sales: the sums of ${documents} are those of their lines`,
    documents,
    `SELECT d.id AS place, CONCAT(l.gross, '/', l.discount, '/', l.vat) AS expected,
       CONCAT(d.lines_total, '/', d.discount, '/', d.vat) AS found
     FROM ${documents} d
     JOIN (SELECT ${key} AS id, SUM(quantity * unit_price) AS gross, SUM(discount) AS discount,
             SUM(vat) AS vat FROM ${lines} GROUP BY ${key}) l ON l.id = d.id
     WHERE l.gross <> d.lines_total OR l.discount <> d.discount OR l.vat <> d.vat`
  )
}

const paid = lawBySql(
  'sales: what was paid for a sale of the web shop = its total − what the wallet paid',
  'invoices',
  `SELECT i.id AS place, i.total - i.credit_amount - i.cash_amount AS expected, COALESCE(m.paid, 0) AS found
   FROM invoices i
   LEFT JOIN invoice_cancellations x ON x.invoice_id = i.id
   LEFT JOIN (SELECT payable_id, SUM(amount) AS paid FROM payments
              WHERE payable_type = 'pre_invoice' AND status = 'paid' GROUP BY payable_id) m
     ON m.payable_id = i.source_id
   WHERE i.source_type = 'pre_invoice' AND x.id IS NULL
     AND i.total - i.credit_amount - i.cash_amount <> COALESCE(m.paid, 0)`
)

/** Each pocket's hold of a request says the same as the request. */
function holds(pocket: 'credit' | 'cash'): Law {
  const expected = `CONCAT(CASE WHEN p.status IN ('issued', 'confirmed') THEN 'held'
    WHEN i.id IS NOT NULL THEN 'posted' ELSE 'voided' END, ' ', p.${pocket}_amount)`
  return lawBySql(
    `sales: ${pocket} is held for open requests, spent for sales, given back by all others`,
    'pre_invoices',
    `SELECT p.id AS place, ${expected} AS expected,
       CONCAT(COALESCE(h.state, 'no hold'), ' ', COALESCE(h.amount, 0)) AS found
     ${WITH_INVOICE}
     LEFT JOIN holds h ON h.id = p.${pocket}_hold_id
     WHERE p.${pocket}_amount > 0
       AND CONCAT(COALESCE(h.state, 'no hold'), ' ', COALESCE(h.amount, 0)) <> ${expected}`
  )
}

/** A sale keeps what its request drew from each pocket, and neither is more than the bill. */
const pockets = lawBySql(
  'sales: an invoice of the web shop was paid from the pockets that its request named',
  'invoices',
  `SELECT i.id AS place, CONCAT(p.credit_amount, '/', p.cash_amount) AS expected,
     CONCAT(i.credit_amount, '/', i.cash_amount) AS found
   FROM invoices i
   JOIN pre_invoices p ON i.source_type = 'pre_invoice' AND p.id = i.source_id
   WHERE i.credit_amount <> p.credit_amount OR i.cash_amount <> p.cash_amount
      OR i.credit_amount + i.cash_amount > i.total`
)

const reservations = lawBySql(
  'sales: goods are reserved for requests that are open and for sales that are not picked yet',
  'pre_invoices',
  `SELECT p.id AS place, 'no reservation' AS expected, CONCAT(p.status, ' with ', r.quantity) AS found
   FROM pre_invoices p
   JOIN reservations r ON r.for_type = 'pre_invoice' AND r.for_id = p.id AND r.state = 'active'
   WHERE p.status IN ('expired', 'cancelled', 'delivered')`
)

/** A sale of which everything came back is no purchase; of others what is left counts. */
const STANDING = `
  (SELECT i.customer_id, COUNT(*) AS purchases,
     SUM(i.lines_total - i.discount - COALESCE(b.net, 0)) AS spent
   FROM invoices i
   LEFT JOIN invoice_cancellations x ON x.invoice_id = i.id
   LEFT JOIN (SELECT invoice_id, SUM(lines_total) AS gross, SUM(lines_total - discount) AS net
              FROM sales_returns GROUP BY invoice_id) b ON b.invoice_id = i.id
   WHERE x.id IS NULL AND i.customer_id IS NOT NULL
     AND (b.invoice_id IS NULL OR b.gross < i.lines_total) GROUP BY i.customer_id)`

const stats = lawBySql(
  'sales: what a customer bought = his invoices − those called off − what came back',
  'customer_stats',
  `SELECT s.customer_id AS place, CONCAT(COALESCE(i.purchases, 0), ' of ', COALESCE(i.spent, 0)) AS expected,
     CONCAT(s.purchases, ' of ', s.spent) AS found
   FROM customer_stats s LEFT JOIN ${STANDING} i ON i.customer_id = s.customer_id
   WHERE s.purchases <> COALESCE(i.purchases, 0) OR s.spent <> COALESCE(i.spent, 0)`
)

const counted = lawBySql(
  'sales: every customer with an invoice is counted',
  'customers',
  `SELECT i.customer_id AS place, i.purchases AS expected, 'not counted' AS found
   FROM ${STANDING} i LEFT JOIN customer_stats s ON s.customer_id = i.customer_id
   WHERE s.customer_id IS NULL`
)

/** Rows of a fact and records of its kind come from the same transactions. */
function recorded(kind: string, fact: string): Law {
  return lawBySql(
    `sales: ${kind} counts the same as its facts`,
    'crm_records',
    `SELECT '${kind}' AS place, f.number AS expected, r.number AS found
     FROM (SELECT COUNT(*) AS number FROM ${fact}) f,
          (SELECT COUNT(*) AS number FROM crm_records k
           LEFT JOIN invoices i ON k.about_type = 'invoice' AND i.id = k.about_id
           WHERE k.kind = '${kind}' AND (i.id IS NULL OR i.channel = 'web')) r
     WHERE f.number <> r.number`
  )
}

const revised = lawBySql(
  'sales: the last version of a pre-invoice is what it says, and what is sold was agreed to',
  'pre_invoices',
  `SELECT p.id AS place, CONCAT(p.total, '/', p.version) AS expected,
     CONCAT(COALESCE(v.total, 'none'), '/', p.accepted_version) AS found
   FROM pre_invoices p
   LEFT JOIN pre_invoice_versions v ON v.pre_invoice_id = p.id AND v.version = p.version
   WHERE (p.version > 1 AND (v.id IS NULL OR v.total <> p.total))
      OR p.accepted_version > p.version
      OR (p.status IN ${SOLD} AND p.accepted_version <> p.version)`
)

const toppedUp = lawBySql(
  'sales: a top-up that is done has its one payment and its one transfer, any other none',
  'top_ups',
  `SELECT u.id AS place, CASE u.status WHEN 'done' THEN u.amount ELSE 0 END AS expected,
     CONCAT(COALESCE(t.total, 0), ' of ', COALESCE(m.paid, 0)) AS found
   FROM top_ups u
   LEFT JOIN (SELECT about_id, SUM(amount) AS total FROM transfers
              WHERE reason = 'top_up' AND about_type = 'top_up' GROUP BY about_id) t ON t.about_id = u.id
   LEFT JOIN (SELECT payable_id, SUM(amount) AS paid FROM payments
              WHERE payable_type = 'top_up' AND status = 'paid' GROUP BY payable_id) m
     ON m.payable_id = u.id
   WHERE CASE u.status WHEN 'done' THEN u.amount ELSE 0 END <> COALESCE(t.total, 0)
      OR CASE u.status WHEN 'done' THEN u.amount ELSE 0 END <> COALESCE(m.paid, 0)`
)

const paidBack = lawBySql(
  'sales: a payout holds its money until it is paid or comes to nothing',
  'payouts',
  `SELECT p.id AS place, CONCAT(CASE p.status WHEN 'paid' THEN 'posted'
       WHEN 'rejected' THEN 'voided' WHEN 'withdrawn' THEN 'voided' ELSE 'held' END, ' ', p.amount) AS expected,
     CONCAT(COALESCE(h.state, 'no hold'), ' ', COALESCE(h.amount, 0)) AS found
   FROM payouts p LEFT JOIN holds h ON h.id = p.hold_id
   WHERE h.id IS NULL OR h.amount <> p.amount
      OR h.state <> CASE p.status WHEN 'paid' THEN 'posted'
       WHEN 'rejected' THEN 'voided' WHEN 'withdrawn' THEN 'voided' ELSE 'held' END`
)

export const laws: Law[] = [
  ...returnLaws,
  invoiced,
  serials,
  sums('pre_invoices', 'pre_invoice_lines', 'pre_invoice_id'),
  sums('invoices', 'invoice_lines', 'invoice_id'),
  paid,
  holds('credit'),
  holds('cash'),
  pockets,
  reservations,
  stats,
  counted,
  recorded('pre_invoice_issued', 'pre_invoices'),
  recorded('pre_invoice_cancelled', 'cancellations'),
  recorded('pre_invoice_expired', `pre_invoices WHERE status = 'expired'`),
  toppedUp,
  paidBack,
  recorded('wallet_topped_up', `top_ups WHERE status = 'done'`),
  recorded('payout_requested', 'payouts'),
  recorded('payout_paid', `payouts WHERE status = 'paid'`),
  revised,
  recorded('pre_invoice_accepted', 'pre_invoice_acceptances'),
  recorded('pre_invoice_revised', 'pre_invoice_versions WHERE version > 1'),
  recorded('pre_invoice_extended', 'pre_invoice_extensions'),
  recorded('validation_confirmed', `validations WHERE outcome = 'confirmed'`),
  recorded('invoice_issued', `invoices WHERE channel = 'web'`),
  recorded('remittance_back_ordered', 'remittances WHERE back_order_of_id IS NOT NULL'),
  recorded('shipped', 'shipments'),
  recorded('delivered', `shipments WHERE status = 'delivered'`),
]
