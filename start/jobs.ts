import type { Job } from '#app/core/job'
import forgetTyped from '#app/core/jobs/forget_typed_job'
import remindLateTasks from '#app/crm/jobs/remind_late_tasks_job'
import applyTierPlans from '#app/club/jobs/apply_tier_plans_job'
import leaveEndedTiers from '#app/club/jobs/leave_ended_tiers_job'
import endManualTiers from '#app/club/jobs/end_manual_tiers_job'
import extendCredit from '#app/club/jobs/extend_credit_job'
import expireLots from '#app/club/jobs/expire_lots_job'
import joinBuyers from '#app/club/jobs/join_buyers_job'
import matureLots from '#app/club/jobs/mature_lots_job'
import raiseTiers from '#app/club/jobs/raise_tiers_job'
import workTierRuns from '#app/club/jobs/work_tier_runs_job'
import warnExpiry from '#app/club/jobs/warn_expiry_job'
import followLowStock from '#app/warehouse/jobs/follow_low_stock_job'
import forgetStockChanges from '#app/warehouse/jobs/forget_stock_changes_job'
import noticeLowStock from '#app/warehouse/jobs/notice_low_stock_job'
import expirePreInvoices from '#app/sales/jobs/expire_pre_invoices_job'
import rescuePayments from '#app/sales/jobs/rescue_payments_job'
import summariseDays from '#app/sales/jobs/summarise_days_job'
import expireHolds from '#app/shop/jobs/expire_holds_job'
import forgetHolds from '#app/shop/jobs/forget_holds_job'
import settleCalendar from '#app/crm/jobs/settle_calendar_job'
import runSimulations from '#app/reports/jobs/run_simulations_job'
import auditBooks from '#app/front/jobs/audit_books_job'
import deliverMessages from '#app/messaging/jobs/deliver_messages_job'
import forgetLiveNews from '#app/messaging/jobs/forget_live_news_job'

/** Everything that comes round, in the order of the staircase. */
export const jobs: Job[] = [
  forgetTyped,
  deliverMessages,
  forgetLiveNews,
  remindLateTasks,
  settleCalendar,
  noticeLowStock,
  followLowStock,
  forgetStockChanges,
  applyTierPlans,
  leaveEndedTiers,
  matureLots,
  joinBuyers,
  expireLots,
  extendCredit,
  raiseTiers,
  endManualTiers,
  workTierRuns,
  warnExpiry,
  rescuePayments,
  expirePreInvoices,
  expireHolds,
  forgetHolds,
  summariseDays,
  auditBooks,
  runSimulations,
]
