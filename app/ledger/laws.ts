import { type Law, lawBySql } from '#app/core/law'

/* Each law reads its books from the rows themselves, in one statement that both databases take. */

const sumBy = (column: string) =>
  `(SELECT ${column} AS id, SUM(amount) AS total FROM transfers GROUP BY ${column})`

const TRANSFERRED = `COALESCE(come.total, 0) - COALESCE(gone.total, 0)`
const WITH_TRANSFERS = `
  FROM accounts a
  LEFT JOIN ${sumBy('credit_account_id')} come ON come.id = a.id
  LEFT JOIN ${sumBy('debit_account_id')} gone ON gone.id = a.id`

/** What a customer owes stands on the other side: it grows by what leaves its account. */
const HAS = `CASE a.kind WHEN 'member_debt' THEN -a.available ELSE a.available + a.held END`

const balances = lawBySql(
  'ledger: what a member has = transfers in − transfers out; what one owes = out − in',
  'accounts',
  `SELECT a.id AS place, ${TRANSFERRED} AS expected, ${HAS} AS found
   ${WITH_TRANSFERS}
   WHERE a.customer_id IS NOT NULL AND ${HAS} <> ${TRANSFERRED}`
)

const houseKeepsNone = lawBySql(
  'ledger: the house keeps no running balance',
  'accounts',
  `SELECT id AS place, 0 AS expected, available + held AS found FROM accounts
   WHERE customer_id IS NULL AND (available <> 0 OR held <> 0)`
)

const liability = lawBySql(
  'ledger: liability − what members owe = what the house gave − what came back to it',
  'sum of all',
  `SELECT 'member accounts' AS place, house.owes AS expected, members.have AS found
   FROM (SELECT COALESCE(SUM(${HAS}), 0) AS have FROM accounts a
         WHERE a.customer_id IS NOT NULL) members,
        (SELECT COALESCE(SUM(-(${TRANSFERRED})), 0) AS owes ${WITH_TRANSFERS}
         WHERE a.customer_id IS NULL) house
   WHERE members.have <> house.owes`
)

const lots = lawBySql(
  'ledger: balance that may be spent = what is left of its lots',
  'accounts',
  `SELECT a.id AS place, COALESCE(l.total, 0) AS expected, a.available AS found
   FROM accounts a
   LEFT JOIN (SELECT account_id, SUM(remaining) AS total FROM lots GROUP BY account_id) l
     ON l.account_id = a.id
   WHERE a.kind IN ('member_credit', 'member_pending') AND a.available <> COALESCE(l.total, 0)`
)

const lotStates = lawBySql(
  'ledger: only lots that wait or may be spent have something left, in the account of that kind',
  'lots',
  `SELECT l.id AS place,
     CASE l.state WHEN 'pending' THEN 'pending in member_pending, some left, nothing drawn'
       WHEN 'available' THEN 'available in member_credit, some left' ELSE 'nothing left' END AS expected,
     CONCAT(l.state, ' in ', a.kind, ', left ', l.remaining) AS found
   FROM lots l JOIN accounts a ON a.id = l.account_id
   WHERE NOT (
     (l.state = 'pending' AND a.kind = 'member_pending' AND l.remaining > 0
       AND l.remaining + l.lapsed = l.amount)
     OR (l.state = 'available' AND a.kind = 'member_credit' AND l.remaining > 0)
     OR (l.state IN ('spent', 'expired', 'voided') AND l.remaining = 0))`
)

const holds = lawBySql(
  'ledger: held = holds that are neither posted nor voided',
  'accounts',
  `SELECT a.id AS place, COALESCE(h.total, 0) AS expected, a.held AS found
   FROM accounts a
   LEFT JOIN (SELECT account_id, SUM(amount) AS total FROM holds WHERE state = 'held'
              GROUP BY account_id) h ON h.account_id = a.id
   WHERE a.held <> COALESCE(h.total, 0)`
)

const lotDraws = lawBySql(
  'ledger: a lot = what is left + what lapsed + what was drawn',
  'lots',
  `SELECT l.id AS place, l.amount - l.remaining - l.lapsed AS expected, COALESCE(d.total, 0) AS found
   FROM lots l
   LEFT JOIN (SELECT lot_id, SUM(amount) AS total FROM lot_draws WHERE returned_at IS NULL
              GROUP BY lot_id) d ON d.lot_id = l.id
   WHERE l.amount - l.remaining - l.lapsed <> COALESCE(d.total, 0)`
)

const holdDraws = lawBySql(
  'ledger: a hold of credit = what it drew from lots; a voided one has given all back',
  'holds',
  `SELECT h.id AS place, CASE h.state WHEN 'voided' THEN 0 ELSE h.amount END AS expected,
     COALESCE(d.total, 0) AS found
   FROM holds h
   JOIN accounts a ON a.id = h.account_id AND a.kind <> 'member_cash'
   LEFT JOIN (SELECT hold_id, SUM(amount) AS total FROM lot_draws WHERE returned_at IS NULL
              GROUP BY hold_id) d ON d.hold_id = h.id
   WHERE CASE h.state WHEN 'voided' THEN 0 ELSE h.amount END <> COALESCE(d.total, 0)`
)

const postings = lawBySql(
  'ledger: a posted hold has its one transfer, any other none',
  'holds',
  `SELECT h.id AS place, CASE h.state WHEN 'posted' THEN h.amount ELSE 0 END AS expected,
     COALESCE(t.total, 0) AS found
   FROM holds h
   LEFT JOIN (SELECT hold_id, SUM(amount) AS total FROM transfers WHERE hold_id IS NOT NULL
              GROUP BY hold_id) t ON t.hold_id = h.id
   WHERE CASE h.state WHEN 'posted' THEN h.amount ELSE 0 END <> COALESCE(t.total, 0)`
)

const spends = lawBySql(
  'ledger: credit that was spent without a hold, taken or paid off = what it drew from lots',
  'transfers',
  `SELECT t.id AS place, t.amount AS expected, COALESCE(d.total, 0) AS found
   FROM transfers t
   JOIN accounts a ON a.id = t.debit_account_id AND a.kind = 'member_credit'
   LEFT JOIN (SELECT transfer_id, SUM(amount) AS total FROM lot_draws
              WHERE transfer_id IS NOT NULL GROUP BY transfer_id) d ON d.transfer_id = t.id
   WHERE t.reason IN ('spend', 'adjust', 'clawback', 'offset') AND t.hold_id IS NULL AND t.amount <> COALESCE(d.total, 0)`
)

const lapses = lawBySql(
  'ledger: what lapsed of lots = transfers of expiry and of voided credit',
  'sum of',
  `SELECT 'lots.lapsed' AS place, t.total AS expected, l.total AS found
   FROM (SELECT COALESCE(SUM(amount), 0) AS total FROM transfers
         WHERE reason IN ('expire', 'void_pending')) t,
        (SELECT COALESCE(SUM(lapsed), 0) AS total FROM lots) l
   WHERE t.total <> l.total`
)

const CASH = `('member_cash', 'house_cash_in', 'house_cash_spent', 'house_cash_out')`

const neverMixed = lawBySql(
  'ledger: gift credit never becomes money, nor money gift credit',
  'transfers',
  `SELECT t.id AS place, 'both sides of one kind' AS expected, CONCAT(d.kind, ' → ', c.kind) AS found
   FROM transfers t
   JOIN accounts d ON d.id = t.debit_account_id
   JOIN accounts c ON c.id = t.credit_account_id
   WHERE (d.kind IN ${CASH}) <> (c.kind IN ${CASH})`
)

const cashLiability = lawBySql(
  'ledger: money that members have = topped up − spent − paid back',
  'sum of all',
  `SELECT 'member_cash' AS place, house.owes AS expected, members.have AS found
   FROM (SELECT COALESCE(SUM(available + held), 0) AS have FROM accounts
         WHERE kind = 'member_cash') members,
        (SELECT COALESCE(SUM(-(${TRANSFERRED})), 0) AS owes ${WITH_TRANSFERS}
         WHERE a.kind IN ('house_cash_in', 'house_cash_spent', 'house_cash_out')) house
   WHERE members.have <> house.owes`
)

const debts = lawBySql(
  'ledger: nobody who owes has credit to spend',
  'accounts',
  `SELECT d.id AS place, 'no debt or no credit' AS expected,
     CONCAT('owes ', d.available, ', has ', c.available) AS found
   FROM accounts d
   JOIN accounts c ON c.customer_id = d.customer_id AND c.kind = 'member_credit'
   WHERE d.kind = 'member_debt' AND d.available > 0 AND c.available > 0`
)

export const laws: Law[] = [
  balances,
  houseKeepsNone,
  liability,
  lots,
  lotStates,
  holds,
  lotDraws,
  holdDraws,
  postings,
  spends,
  lapses,
  neverMixed,
  cashLiability,
  debts,
]
