import db from '@adonisjs/lucid/services/db'
import { wayToJoin } from '#app/club/membership'
import Member from '#app/club/models/member'
import { benefitsOf } from '#app/club/queries/benefits'
import Task from '#app/crm/models/task'
import { debtOf } from '#app/ledger/debts'
import CustomerStat from '#app/crm/models/customer_stat'
import type Customer from '#app/people/models/customer'

/** What stands above the customer file: membership, purchases, what is open. */
export async function overviewOf(customer: Customer) {
  const [member, stat, tasks, cases, owed] = [
    await Member.of(customer.id),
    await CustomerStat.find(customer.id),
    await openTasks(customer.id),
    await openCases(customer.id),
    await debtOf(customer.id, db.connection()),
  ]
  const way = member ? null : await wayToJoin(customer.id)
  return { member, way, stat, tasks, cases, owed, benefits: await benefitsOf(member) }
}

function openTasks(customerId: number) {
  return Task.query()
    .where('customer_id', customerId)
    .where('state', 'open')
    .orderBy('due_at')
    .limit(20)
    .preload('assignee')
}

/** The newest cases with the first document of each. */
function openCases(customerId: number) {
  return db
    .from('crm_cases')
    .leftJoin('staff', 'staff.id', 'crm_cases.expert_id')
    .where('crm_cases.customer_id', customerId)
    .orderBy('crm_cases.id', 'desc')
    .limit(10)
    .select('crm_cases.id', 'crm_cases.kind', 'crm_cases.created_at', 'crm_cases.closed_at')
    .select('staff.first_name', 'staff.last_name')
}
