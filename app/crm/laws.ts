import { type Law, lawBySql } from '#app/core/law'

const stats = lawBySql(
  'crm: customer_stats equal the purchases',
  'customer_stats',
  `SELECT p.customer_id AS place, CONCAT(p.purchases, ' of ', p.spent) AS expected,
     CONCAT(COALESCE(s.purchases, 0), ' of ', COALESCE(s.spent, 0)) AS found
   FROM (SELECT customer_id, COUNT(*) AS purchases, SUM(amount) AS spent
         FROM customer_purchases GROUP BY customer_id) p
   LEFT JOIN customer_stats s ON s.customer_id = p.customer_id
   WHERE s.customer_id IS NULL OR s.purchases <> p.purchases OR s.spent <> p.spent`
)

const statsOfNothing = lawBySql(
  'crm: who bought nothing has no statistics but zero',
  'customer_stats',
  `SELECT s.customer_id AS place, '0 of 0' AS expected, CONCAT(s.purchases, ' of ', s.spent) AS found
   FROM customer_stats s LEFT JOIN customer_purchases p ON p.customer_id = s.customer_id
   WHERE p.id IS NULL AND (s.purchases <> 0 OR s.spent <> 0)`
)

const openTasks = lawBySql(
  'crm: a case has at most one open task of a kind for a document',
  'tasks',
  `SELECT case_id AS place, '1' AS expected, COUNT(*) AS found FROM tasks
   WHERE state = 'open' AND case_id IS NOT NULL
   GROUP BY case_id, kind, COALESCE(about_type, ''), COALESCE(about_id, 0) HAVING COUNT(*) > 1`
)

const endedTasks = lawBySql(
  'crm: a task that is open has no end, one that ended has one',
  'tasks',
  `SELECT id AS place, state AS expected, COALESCE(closed_at, 'no end') AS found FROM tasks
   WHERE (state = 'open' AND closed_at IS NOT NULL) OR (state <> 'open' AND closed_at IS NULL)
      OR (state <> 'open' AND open_key IS NOT NULL)`
)

export const laws: Law[] = [stats, statsOfNothing, openTasks, endedTasks]
