import { type Law, lawBySql } from '#app/core/law'

/** A sale at the counter, its invoice, its credit and its record say the same. Amounts in Rial. */
export const laws: Law[] = [
  lawBySql(
    'till: every sale has its invoice of the same amounts',
    'till_sales',
    `SELECT s.id AS place, s.amount - s.credit_spent - s.cash_spent AS expected,
       COALESCE(i.total - i.credit_amount - i.cash_amount, 'no invoice') AS found
     FROM till_sales s LEFT JOIN invoices i ON i.id = s.invoice_id
     WHERE i.id IS NULL OR i.total <> s.amount OR i.credit_amount <> s.credit_spent
       OR i.cash_amount <> s.cash_spent`
  ),
  lawBySql(
    'till: what a sale earned and drew from the wallet = its transfers',
    'till_sales',
    `SELECT s.id AS place, s.credit_earned - s.credit_spent - s.cash_spent AS expected, COALESCE(t.net, 0) AS found
     FROM till_sales s
     LEFT JOIN (SELECT about_id,
                  SUM(CASE WHEN reason IN ('earn', 'earn_pending') THEN amount
                           WHEN reason = 'spend' THEN -amount ELSE 0 END) AS net
                FROM transfers WHERE about_type = 'till_sale' GROUP BY about_id) t
       ON t.about_id = s.id
     WHERE s.credit_earned - s.credit_spent - s.cash_spent <> COALESCE(t.net, 0)`
  ),
  lawBySql(
    'till: sales to known customers = records of till sales',
    'till_sales',
    `SELECT s.id AS place, 1 AS expected, COUNT(r.id) AS found
     FROM till_sales s
     LEFT JOIN crm_records r
       ON r.about_type = 'till_sale' AND r.about_id = s.id AND r.kind = 'till_sale'
     WHERE s.customer_id IS NOT NULL
     GROUP BY s.id HAVING COUNT(r.id) <> 1`
  ),
]
