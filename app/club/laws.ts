import { type Law, lawBySql } from '#app/core/law'

const wallets = lawBySql(
  'club: a wallet has the accounts of its customer',
  'wallets',
  `SELECT w.id AS place, w.customer_id AS expected,
     CONCAT(c.kind, ' of ', c.customer_id, ', ', p.kind, ' of ', p.customer_id) AS found
   FROM wallets w
   JOIN accounts c ON c.id = w.credit_account_id
   JOIN accounts p ON p.id = w.pending_account_id
   WHERE c.kind <> 'member_credit' OR p.kind <> 'member_pending'
     OR c.customer_id <> w.customer_id OR p.customer_id <> w.customer_id
   UNION ALL
   SELECT w.id AS place, w.customer_id AS expected, COALESCE(m.customer_id, 'no account') AS found
   FROM wallets w LEFT JOIN accounts m ON m.id = w.cash_account_id AND m.kind = 'member_cash'
   WHERE w.cash_account_id IS NOT NULL AND (m.id IS NULL OR m.customer_id <> w.customer_id)`
)

const memberWallets = lawBySql(
  'club: every member has a wallet',
  'members',
  `SELECT m.id AS place, 'a wallet' AS expected, 'none' AS found
   FROM members m LEFT JOIN wallets w ON w.customer_id = m.customer_id WHERE w.id IS NULL`
)

const adjustments = lawBySql(
  'club: a change by hand that is done has its one transfer, any other none',
  'credit_adjustments',
  `SELECT a.id AS place, CASE a.status WHEN 'done' THEN ABS(a.amount) ELSE 0 END AS expected,
     COALESCE(t.total, 0) AS found
   FROM credit_adjustments a
   LEFT JOIN (SELECT about_id, SUM(amount) AS total FROM transfers
              WHERE reason IN ('adjust', 'write_off') AND about_type = 'credit_adjustment'
              GROUP BY about_id) t
     ON t.about_id = a.id
   WHERE CASE a.status WHEN 'done' THEN ABS(a.amount) ELSE 0 END <> COALESCE(t.total, 0)`
)

const joinTakeBacks = lawBySql(
  'club: join credit that was taken back is its transfers',
  'join_take_backs',
  `SELECT b.id AS place, CONCAT(b.voided, '/', b.taken, '/', b.owed) AS expected,
     CONCAT(COALESCE(m.voided, 0), '/', COALESCE(m.taken, 0), '/', COALESCE(m.owed, 0)) AS found
   FROM join_take_backs b
   LEFT JOIN (
     SELECT t.about_id,
       SUM(CASE WHEN t.reason = 'void_pending' THEN t.amount ELSE 0 END) AS voided,
       SUM(CASE WHEN t.reason = 'clawback' AND d.kind = 'member_credit' THEN t.amount ELSE 0 END) AS taken,
       SUM(CASE WHEN t.reason = 'clawback' AND d.kind = 'member_debt' THEN t.amount ELSE 0 END) AS owed
     FROM transfers t JOIN accounts d ON d.id = t.debit_account_id
     WHERE t.about_type = 'join_take_back' GROUP BY t.about_id
   ) m ON m.about_id = b.id
   WHERE b.voided <> COALESCE(m.voided, 0) OR b.taken <> COALESCE(m.taken, 0)
      OR b.owed <> COALESCE(m.owed, 0)`
)

const earnParts = lawBySql(
  'club: what an earn rule gave is a lot of that amount that names its version',
  'earn_parts',
  `SELECT p.id AS place, CONCAT('earn_rule:', p.rule_id, ':', v.version, ' ', p.amount) AS expected,
     CONCAT(l.rule, ' ', l.amount) AS found
   FROM earn_parts p JOIN earn_rule_versions v ON v.id = p.version_id JOIN lots l ON l.id = p.lot_id
   WHERE l.amount <> p.amount OR l.customer_id <> p.customer_id
      OR l.rule <> CONCAT('earn_rule:', p.rule_id, ':', v.version)`
)

/** Rows of a fact and records of its kind are counted from the same transactions. */
function recorded(fact: string, kind: string, rows: string): Law {
  return lawBySql(
    `club: ${fact} counts the same as its records`,
    'crm_records',
    `SELECT '${kind}' AS place, f.number AS expected, r.number AS found
     FROM (${rows}) f, (SELECT COUNT(*) AS number FROM crm_records WHERE kind = '${kind}') r
     WHERE f.number <> r.number`
  )
}

const changesBy = (cause: string, direction = '') =>
  `SELECT COUNT(*) AS number FROM tier_changes WHERE cause IN (${cause})` +
  (direction && ` AND direction = '${direction}'`)

const movesOfRuns = lawBySql(
  'club: what a run moved and gave back are its rows',
  'tier_runs',
  `SELECT r.id AS place, CONCAT(r.moved, ', ', r.restored) AS expected,
     CONCAT(COALESCE(m.moved, 0), ', ', COALESCE(m.restored, 0)) AS found
   FROM tier_runs r
   LEFT JOIN (
     SELECT run_id, SUM(CASE WHEN state IN ('done', 'undone', 'stayed') THEN 1 ELSE 0 END) AS moved,
       SUM(CASE WHEN state = 'undone' THEN 1 ELSE 0 END) AS restored
     FROM tier_moves GROUP BY run_id
   ) m ON m.run_id = r.id
   WHERE r.moved <> COALESCE(m.moved, 0) OR r.restored <> COALESCE(m.restored, 0)`
)

const benefitCounters = lawBySql(
  'club: a benefit is counted as often as it was used',
  'benefit_counters of member',
  `SELECT c.member_id AS place, COALESCE(u.n, 0) AS expected, c.used AS found
   FROM benefit_counters c
   LEFT JOIN (
     SELECT member_id, benefit_id, period_key, COUNT(*) AS n
     FROM benefit_uses GROUP BY member_id, benefit_id, period_key
   ) u ON u.member_id = c.member_id AND u.benefit_id = c.benefit_id AND u.period_key = c.period_key
   WHERE c.used <> COALESCE(u.n, 0)`
)

const transfersFor = (reason: string) =>
  `SELECT COUNT(*) AS number FROM transfers WHERE reason = '${reason}'`

export const laws: Law[] = [
  wallets,
  memberWallets,
  adjustments,
  earnParts,
  joinTakeBacks,
  recorded('joining', 'member_joined', 'SELECT COUNT(*) AS number FROM members'),
  recorded('credit that became available', 'credit_available', transfersFor('mature')),
  movesOfRuns,
  benefitCounters,
  recorded('use of a benefit', 'benefit_used', 'SELECT COUNT(*) AS number FROM benefit_uses'),
  recorded('lowering', 'tier_lowered', changesBy(`'review'`, 'down')),
  recorded('a tier that fell back', 'tier_fell_back', changesBy(`'returned'`)),
  recorded(
    'join credit taken back',
    'join_credit_taken_back',
    'SELECT COUNT(*) AS number FROM join_take_backs'
  ),
  recorded('a tier that ended', 'tier_ended', changesBy(`'ended'`)),
  recorded('an undone move', 'tier_restored', changesBy(`'undo'`)),
  recorded('a tier by hand', 'tier_set', changesBy(`'hand', 'hand_over'`)),
  recorded('a change by hand', 'credit_adjusted', transfersFor('adjust')),
  recorded('a debt that was forgiven', 'debt_written_off', transfersFor('write_off')),
  recorded('a debt that credit paid', 'debt_offset', transfersFor('offset')),
  recorded(
    'a warning before the end',
    'credit_ending',
    'SELECT COUNT(*) AS number FROM expiry_warnings'
  ),
  recorded('expiry', 'credit_expired', transfersFor('expire')),
]
