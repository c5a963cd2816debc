import db from '@adonisjs/lucid/services/db'
import { TEHRAN } from '#app/core/jalali'
import { modelOf } from '#app/core/rows'
import { timeOf } from '#app/core/sql'
import { sayMembership } from '#app/club/membership'
import EarnRule from '#app/club/models/earn_rule'
import MembershipRule from '#app/club/models/membership_rule'
import Tier from '#app/club/models/tier'
import { ruleNames, sayRule } from '#app/club/rule_words'
import type { Column } from '#app/reports/excel'
import type { Export } from '#app/reports/export'
import EarnSimulation from '#app/reports/models/earn_simulation'
import { medianDays, type Played, shareOf } from '#app/reports/simulating'
import type { ListRow } from '#app/reports/queries/lists'
import {
  benefitRows,
  earnRuleRows,
  membershipRuleRows,
  simulationRows,
  tierPlanRows,
  tierRunRows,
} from '#app/reports/queries/club_lists'

const sentence = (title: string, say: (row: ListRow) => string): Column<ListRow> => ({
  title,
  width: 60,
  value: say,
})

/** Rules and runs of the club as Excel files. */
export const CLUB_EXPORTS = {
  'earn-rules': {
    right: 'rules.write',
    key: 'v.id',
    rows: earnRuleRows,
    async columns({ language, count, text, date, status }) {
      const names = await ruleNames(language)
      const say = (row: ListRow) => sayRule(modelOf(EarnRule, row), names, language)
      return [
        count('rule_id'),
        count('version'),
        sentence(language.t('reports.column.sentence'), say),
        status('kind', 'earn_kind'),
        date('live_from'),
        date('live_until'),
        text('published_by'),
      ]
    },
  },
  'membership-rules': {
    right: 'rules.write',
    key: 'r.id',
    rows: membershipRuleRows,
    columns({ language, count, text, date, status, money }) {
      const say = (row: ListRow) => sayMembership(modelOf(MembershipRule, row), language)
      return [
        count('rule_id', 'id'),
        status('kind', 'membership_kind'),
        sentence(language.t('reports.column.sentence'), say),
        money('amount'),
        count('days'),
        date('created_at'),
        text('opened_by'),
        date('ended_at'),
        text('ended_by'),
      ]
    },
  },
  'simulations': {
    right: 'rules.write',
    key: 'e.id',
    rows: simulationRows,
    columns: ({ language, count, text, date, status }) => [
      count('run', 'id'),
      date('created_at'),
      text('asked_by'),
      date('from_at'),
      date('until_at'),
      status('status', 'simulation'),
      count('members_done'),
      count('members_total'),
      ...(['inForce', 'drafted'] as const).flatMap((set) => outcomeOf(set, language.t)),
    ],
  },
  'tier-runs': {
    right: 'tiers.write',
    key: 'r.id',
    rows: tierRunRows,
    columns: ({ language, count, text, date, status }) => [
      count('run', 'id'),
      date('window_start'),
      {
        title: language.t('reports.column.window_end'),
        kind: 'date',
        /* Kept as the moment after the last day. */
        value: (row) => timeOf(String(row.window_end)).setZone(TEHRAN).minus({ seconds: 1 }),
      },
      status('status', 'tier_run'),
      count('down_count'),
      count('up'),
      count('noticed'),
      count('moved'),
      count('kept'),
      date('due_at'),
      date('created_at'),
      text('started_by'),
      date('finished_at'),
      date('undone_at'),
    ],
  },
  'tier-plans': {
    right: 'tiers.write',
    key: 'v.id',
    rows: tierPlanRows,
    columns: ({ count, date, named, money, percent }) => [
      count('plan', 'plan_id'),
      date('starts_at'),
      date('applied_at'),
      date('cancelled_at'),
      named('tier'),
      money('threshold'),
      percent('earn_basis_points'),
      percent('referral_basis_points'),
      money('spend_threshold'),
      money('min_spend'),
      percent('max_share_basis_points'),
    ],
  },
  'benefits': {
    right: 'tiers.write',
    key: 'b.id',
    rows: benefitRows,
    async columns({ language, named, date, day, yes }) {
      const { t, name } = language
      const [tiers, given] = [await Tier.ladder(), await db.from('tier_benefits')]
      const uses = new Map(given.map((row) => [`${row.benefit_id} ${row.tier_id}`, row.uses]))
      return [
        named('benefit'),
        {
          title: t('reports.column.period'),
          value: (row) => t(`club.benefits.period_${row.period}`),
        },
        ...tiers.map((tier): Column<ListRow> => ({
          title: name(tier),
          kind: 'number',
          value: (row) => Number(uses.get(`${row.id} ${tier.id}`) ?? 0),
        })),
        day('starts_on'),
        day('ends_on'),
        yes('active'),
        date('created_at'),
      ]
    },
  },
} satisfies Record<string, Export>

/** What a set of rules would have cost and done, beside its name. */
function outcomeOf(set: 'inForce' | 'drafted', t: (key: string) => string): Column<ListRow>[] {
  const words = t(set === 'inForce' ? 'reports.simulation.in_force' : 'reports.simulation.drafted')
  const title = (figure: string) => `${t(`reports.simulation.figure.${figure}`)} · ${words}`
  const of = (row: ListRow) => modelOf(EarnSimulation, row).result
  const played = (row: ListRow): Played => of(row)[set]
  return [
    { title: title('cost'), kind: 'money', value: (row) => played(row).cost },
    {
      title: title('share'),
      kind: 'percent',
      value: (row) => shareOf(played(row).cost, of(row).sales) / 10_000,
    },
    { title: title('reached'), kind: 'number', value: (row) => played(row).reached },
    { title: title('days'), kind: 'number', value: (row) => medianDays(played(row)) },
  ]
}
