import { readFileSync } from 'node:fs'
import { filesUnder } from '#tests/architecture/steps'

/** Functions that the files of `actions/` export, as `step/actions/file#function`. */
export function exportedVerbs(): string[] {
  return filesUnder('app', '.ts')
    .filter((path) => path.split('/')[2] === 'actions')
    .flatMap((path) =>
      [
        ...readFileSync(path, 'utf8').matchAll(
          /^export (?:async )?(?:function|const) (\w+)(?=[\s<(:=])/gm
        ),
      ]
        .filter(([, name]) => !/^[A-Z]/.test(name))
        .map(([, name]) => `${path.slice('app/'.length, -'.ts'.length)}#${name}`)
    )
}

/** What a death could leave half done, and why it is not tried one by one. */
export const NOT_COVERED: Record<string, string> = {
  'club/actions/apply_tier_plans#applyTierPlans':
    'one transaction of rows that change in place; two at once in a test of its own',
  'club/actions/save_benefit#saveBenefit': 'no value moves; the same again changes nothing',
  'club/actions/set_manual_tier#lockedMember': 'only locks',
  'club/actions/set_manual_tier#moveByHand': 'part of setting and ending a tier by hand',
  'club/actions/plan_tiers#cancelTierPlan': 'one row; the same again is refused',
  'warehouse/actions/set_threshold#setThreshold': 'one row; the same again changes nothing',
  'warehouse/actions/put_transfer_line#putTransferLine':
    'no stock and no value moves; the same again changes nothing',
  'club/actions/decide_wallet#walletRules': 'only reads',
  'club/actions/decide_wallet#decideWallet': 'no value moves; the same again decides the same',
  'club/actions/extend_credit#runningExtensions': 'only reads',
  'sales/actions/call_off#callOff': 'part of cancelling, expiring and validating',
  'sales/actions/call_off#giveBack': 'part of cancelling and expiring',
  'sales/actions/call_off#writeCancellation': 'part of cancelling',
  'sales/actions/confirm_delivery#lockParcel': 'only locks',
  'sales/actions/confirm_delivery#arrive': 'part of all ways to confirm a delivery',
  'sales/actions/expire_pre_invoice#overduePreInvoices': 'only reads',
  'sales/actions/issue_pre_invoice#issueWithin': 'part of issuing and of the checkout',
  'sales/actions/lock_owner#lockOwner': 'only locks',
  'sales/actions/replace_own_earlier#replaceOwnEarlier': 'part of issuing',
  'sales/actions/rescue_payment#lostPayments': 'only reads',
  'sales/actions/return_spent_credit#returnSpentCredit': 'part of cancelling',
  'sales/actions/settle#settle': 'part of both ways to pay',
  'sales/actions/start_payment#nextCheck': 'only computes',
  'crm/actions/register_customer#registerCustomer': 'part of joining at the till and on the site',
  'crm/actions/work_task#assignTask': 'one row; the same again assigns to the same person',
  'crm/actions/edit_personal#setInterests': 'part of editing the profile',
  'crm/actions/edit_personal#addOccasion': 'part of adding an occasion to the profile',
  'crm/actions/edit_personal#removeOccasion': 'one transaction; the same again is not there',
  'crm/actions/change_holidays#addHoliday': 'one transaction; the dates follow by a sweep',
  'crm/actions/set_working_hours#setWorkingHours':
    'one transaction; the same week again changes nothing',
  'crm/actions/change_holidays#removeHoliday': 'one transaction; the dates follow by a sweep',
  'crm/actions/settle_calendar_change#settleCalendarChange': 'killed in a test of its own',
  'front/actions/audit_books#startSelfAudit': 'one row; the same again answers it',
  'front/actions/audit_books#runSelfAudit': 'killed in a test of its own',
  'warehouse/actions/import_catalogue#importCatalogue': 'killed in a test of its own',
  'club/actions/reward_action#rewardProfile': 'part of joining and of editing the profile',
  'messaging/actions/forget_live_news#forgetLiveNews':
    'one statement of what nobody needs any more',
  'shop/actions/expire_hold#overdueHolds': 'only reads',
  'messaging/actions/deliver_messages#resumeSending':
    'one statement, the same again changes nothing',
}
