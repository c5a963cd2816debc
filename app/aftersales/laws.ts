import { type Law, lawBySql } from '#app/core/law'

/** Every ticket and everything said in it is in the customer file, and nothing else is. */
export const laws: Law[] = [
  lawBySql(
    'aftersales: tickets = records of opened tickets',
    'tickets',
    `SELECT t.id AS place, 1 AS expected, COUNT(r.id) AS found
     FROM tickets t
     LEFT JOIN crm_records r
       ON r.about_type = 'ticket' AND r.about_id = t.id AND r.kind = 'ticket_opened'
     GROUP BY t.id HAVING COUNT(r.id) <> 1`
  ),
  lawBySql(
    'aftersales: messages of staff and replies of members = their records',
    'tickets',
    `SELECT m.ticket_id AS place, m.said AS expected, COALESCE(r.noted, 0) AS found
     FROM (SELECT ticket_id, COUNT(*) - 1 AS said FROM ticket_messages GROUP BY ticket_id) m
     LEFT JOIN (SELECT about_id, COUNT(*) AS noted FROM crm_records
                WHERE about_type = 'ticket' AND kind IN ('ticket_answered', 'ticket_replied')
                GROUP BY about_id) r ON r.about_id = m.ticket_id
     WHERE m.said <> COALESCE(r.noted, 0)`
  ),
]
