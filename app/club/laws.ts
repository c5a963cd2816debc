import { type Law, lawBySql } from '#app/core/law'

const wallets = lawBySql(
  'club: a wallet has the two accounts of its customer',
  'wallets',
  `SELECT w.id AS place, w.customer_id AS expected,
     CONCAT(c.kind, ' of ', c.customer_id, ', ', p.kind, ' of ', p.customer_id) AS found
   FROM wallets w
   JOIN accounts c ON c.id = w.credit_account_id
   JOIN accounts p ON p.id = w.pending_account_id
   WHERE c.kind <> 'member_credit' OR p.kind <> 'member_pending'
     OR c.customer_id <> w.customer_id OR p.customer_id <> w.customer_id`
)

const memberWallets = lawBySql(
  'club: every member has a wallet',
  'members',
  `SELECT m.id AS place, 'a wallet' AS expected, 'none' AS found
   FROM members m LEFT JOIN wallets w ON w.customer_id = m.customer_id WHERE w.id IS NULL`
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

const transfersFor = (reason: string) =>
  `SELECT COUNT(*) AS number FROM transfers WHERE reason = '${reason}'`

export const laws: Law[] = [
  wallets,
  memberWallets,
  recorded('joining', 'member_joined', 'SELECT COUNT(*) AS number FROM members'),
  recorded('credit that became available', 'credit_available', transfersFor('mature')),
  recorded('expiry', 'credit_expired', transfersFor('expire')),
]
