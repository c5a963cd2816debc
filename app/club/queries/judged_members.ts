import { sqlTime, type Client } from '#app/core/sql'
import type Tier from '#app/club/models/tier'
import type TierRun from '#app/club/models/tier_run'

/** What a run thinks of a member whom it would move. Amounts in Rial. */
export interface Judged {
  memberId: number
  customerId: number
  fromTierId: number
  toTierId: number
  direction: 'up' | 'down'
  bought: number
  /** What is missing to keep the present tier; 0 when he rises. */
  missing: number
}

type Terms = Pick<TierRun, 'id' | 'window' | 'windowStart' | 'windowEnd' | 'dueAt' | 'down'>

/**
 * The members of a part of the table whom a run moves, as one SELECT of `Judged` in columns; `part`
 * is a condition on `m` (members). Who bought enough in the window, grace included, keeps his tier;
 * in a window of a Jalali year also who already did in the year after it, because by that he rose at
 * once. A tier given by hand is not touched. One step down: nobody is lowered twice for purchases
 * of overlapping windows, so that the same run again changes nothing.
 */
export function judgement(run: Terms, ladder: readonly Tier[], part: string) {
  const first = `SUM(CASE WHEN ${until(run)} THEN p.amount ELSE 0 END)`
  const second = `SUM(CASE WHEN ${after(run)} THEN p.amount ELSE 0 END)`
  return `
    SELECT x.member_id, x.customer_id, x.from_tier_id, n.id AS to_tier_id,
      CASE WHEN x.target > x.place THEN 'up' ELSE 'down' END AS direction, x.bought,
      CASE WHEN x.target > x.place THEN 0 ELSE x.threshold - x.bought END AS missing
    FROM (
      SELECT y.*, CASE WHEN y.earned >= y.place THEN y.earned ELSE ${below(run, ladder)} END AS target
      FROM (
        SELECT z.*, ${levelOf(ladder)} AS earned
        FROM (
          SELECT w.*, CASE WHEN w.second > w.first THEN w.second ELSE w.first END AS bought
          FROM (
            SELECT m.id AS member_id, m.customer_id, m.tier_id AS from_tier_id,
              t.position AS place, t.threshold, COALESCE(${first}, 0) AS first,
              COALESCE(${second}, 0) AS second
            FROM members m
            JOIN tiers t ON t.id = m.tier_id
            LEFT JOIN manual_tiers h ON h.active_key = m.id
            LEFT JOIN customer_purchases p
              ON p.customer_id = m.customer_id AND p.created_at >= '${sqlTime(run.windowStart)}'
            WHERE ${part} AND h.id IS NULL
            GROUP BY m.id, m.customer_id, m.tier_id, t.position, t.threshold
          ) w
        ) z
      ) y
    ) x
    JOIN tiers n ON n.position = x.target
    WHERE x.target <> x.place ${run.down === 'step' ? notTwice(run) : ''}`
}

const until = ({ window, dueAt }: Terms) =>
  window === 'year' ? `p.created_at < '${sqlTime(dueAt)}'` : 'p.id IS NOT NULL'
const after = ({ window, windowEnd }: Terms) =>
  window === 'year' ? `p.created_at >= '${sqlTime(windowEnd)}'` : 'p.id IS NULL'

/** The place that purchases lead to; numbers of our own tables, so they may stand in the SQL. */
function levelOf(ladder: readonly Tier[]): string {
  const [lowest, ...higher] = ladder
  const cases = higher
    .toReversed()
    .map(({ threshold, position }) => `WHEN z.bought >= ${threshold} THEN ${position}`)
  return cases.length > 0
    ? `CASE ${cases.join(' ')} ELSE ${lowest.position} END`
    : `${lowest.position}`
}

/** Where somebody lands who does not keep his place. */
function below({ down }: Terms, ladder: readonly Tier[]): string {
  if (down === 'level' || ladder.length < 2) return 'y.earned'
  const cases = ladder
    .slice(1)
    .map(({ position }, at) => `WHEN ${position} THEN ${ladder[at].position}`)
  return `CASE y.place ${cases.join(' ')} ELSE y.place END`
}

const notTwice = ({ id, windowStart }: Terms) => `AND (x.target > x.place OR NOT EXISTS (
  SELECT 1 FROM tier_moves o JOIN tier_runs r ON r.id = o.run_id
  WHERE o.member_id = x.member_id AND o.state = 'done' AND o.direction = 'down'
    AND o.run_id <> ${id} AND r.window_end > '${sqlTime(windowStart)}'))`

/** What a run thinks now of these members; who is not among the answers stays where he is. */
export async function judgedMembers(
  run: Terms,
  ladder: readonly Tier[],
  memberIds: readonly number[],
  client: Client
): Promise<Map<number, Judged>> {
  if (memberIds.length === 0) return new Map()
  const part = `m.id IN (${memberIds.map(Number).join(',')})`
  const answer = await client.rawQuery(judgement(run, ladder, part))
  const rows = (client.dialect.name === 'mysql' ? answer[0] : answer) as Record<string, string>[]
  return new Map(rows.map((row) => [Number(row.member_id), judgedOf(row)]))
}

function judgedOf(row: Record<string, string>): Judged {
  return {
    memberId: Number(row.member_id),
    customerId: Number(row.customer_id),
    fromTierId: Number(row.from_tier_id),
    toTierId: Number(row.to_tier_id),
    direction: row.direction as Judged['direction'],
    bought: Number(row.bought),
    missing: Number(row.missing),
  }
}
