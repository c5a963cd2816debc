import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const Panel = () => import('#app/club/controllers/site/panel_controller')
const WhatIfs = () => import('#app/club/controllers/site/what_if_controller')
const Wallets = () => import('#app/club/controllers/site/wallet_controller')
const Cards = () => import('#app/club/controllers/site/card_controller')
const Invited = () => import('#app/club/controllers/site/invited_controller')
const Memberships = () => import('#app/club/controllers/site/memberships_controller')
const MemberWallets = () => import('#app/club/controllers/desk/member_wallets_controller')
const Tiers = () => import('#app/club/controllers/desk/tiers_controller')
const EarnRules = () => import('#app/club/controllers/desk/earn_rules_controller')
const MembershipRules = () => import('#app/club/controllers/desk/membership_rules_controller')
const EarnDraft = () => import('#app/club/controllers/desk/earn_draft_controller')
const Benefits = () => import('#app/club/controllers/desk/benefits_controller')
const TierRuns = () => import('#app/club/controllers/desk/tier_runs_controller')
const ManualTiers = () => import('#app/club/controllers/desk/manual_tiers_controller')
const Extensions = () => import('#app/club/controllers/desk/credit_extensions_controller')
const WalletRules = () => import('#app/club/controllers/desk/wallet_rules_controller')
const Adjustments = () => import('#app/club/controllers/desk/adjustments_controller')
const WriteOffs = () => import('#app/club/controllers/desk/write_offs_controller')

router
  .group(() => {
    router.get('/panel', [Panel, 'show']).as('panel.show')
    router.get('/panel/what-if', [WhatIfs, 'show']).as('what_if.show')
    router.get('/panel/wallet', [Wallets, 'show']).as('wallet.show')
    router.get('/panel/wallet/why', [Wallets, 'why']).as('wallet.why')
    router.get('/panel/card', [Cards, 'show']).as('card.show')
    router.get('/panel/invited', [Invited, 'index']).as('invited.index')
    router.get('/panel/join', [Memberships, 'create']).as('membership.create')
    router.post('/panel/join', [Memberships, 'store']).as('membership.store')
  })
  .as('club.site')
  .use(middleware.member())

router
  .get('/desk/members/:customerId/wallet', [MemberWallets, 'show'])
  .as('club.desk.wallet.show')
  .use(middleware.staff({ can: 'customers.read' }))

router
  .group(() => {
    router.get('/desk/adjustments', [Adjustments, 'index']).as('adjustments.index')
    router.get('/desk/adjustments/:id', [Adjustments, 'show']).as('adjustments.show')
    router
      .post('/desk/members/:customerId/adjustments', [Adjustments, 'store'])
      .as('adjustments.store')
    router.post('/desk/members/:customerId/write-offs', [WriteOffs, 'store']).as('write_offs.store')
  })
  .as('club.desk')
  .use(middleware.staff({ can: 'credit.adjust' }))

router
  .group(() => {
    router.post('/desk/adjustments/:id/approval', [Adjustments, 'approve']).as('approvals.store')
    router.post('/desk/adjustments/:id/rejection', [Adjustments, 'reject']).as('rejections.store')
  })
  .as('club.desk')
  .use(middleware.staff({ can: 'credit.approve' }))

router
  .group(() => {
    router.get('/desk/tiers', [Tiers, 'index']).as('tiers.index')
    router.get('/desk/tiers/plans/new', [Tiers, 'edit']).as('tier_plans.create')
    router.post('/desk/tiers/plans', [Tiers, 'store']).as('tier_plans.store')
    router.post('/desk/tiers/plans/:id/cancellation', [Tiers, 'cancel']).as('tier_plans.cancel')
    router.get('/desk/benefits', [Benefits, 'index']).as('benefits.index')
    router.post('/desk/benefits', [Benefits, 'store']).as('benefits.store')
    router.post('/desk/benefits/:id', [Benefits, 'update']).as('benefits.update')
    router.get('/desk/tier-runs', [TierRuns, 'index']).as('tier_runs.index')
    router.post('/desk/tier-runs', [TierRuns, 'store']).as('tier_runs.store')
    router.post('/desk/tier-runs/rule', [TierRuns, 'rule']).as('tier_runs.rule')
    router.get('/desk/tier-runs/:id', [TierRuns, 'show']).as('tier_runs.show')
    router.post('/desk/tier-runs/:id/moves', [TierRuns, 'steer']).as('tier_runs.steer')
  })
  .as('club.desk')
  .use(middleware.staff({ can: 'tiers.write' }))

router
  .group(() => {
    router.get('/', [EarnRules, 'index']).as('rules.index')
    router.post('/', [EarnRules, 'store']).as('rules.store')
    router.get('/new', [EarnRules, 'create']).as('rules.create')
    router.get('/sentence', [EarnRules, 'sentence']).as('rules.sentence')
    router.post('/draft/publication', [EarnDraft, 'publish']).as('rules.publish')
    router.post('/draft/removal', [EarnDraft, 'discard']).as('rules.discard')
    router.post('/counts', [EarnDraft, 'count']).as('rules.count')
    router.get('/:id', [EarnRules, 'edit']).as('rules.edit')
    router.post('/:id', [EarnRules, 'update']).as('rules.update')
    router.post('/:id/place', [EarnDraft, 'move']).as('rules.move')
    router.post('/:id/removal', [EarnDraft, 'remove']).as('rules.remove')
  })
  .prefix('/desk/earn-rules')
  .as('club.desk')
  .use(middleware.staff({ can: 'rules.write' }))

router
  .group(() => {
    router.post('/desk/members/:customerId/tier', [ManualTiers, 'store']).as('manual_tiers.store')
    router.post('/desk/members/:customerId/tier/end', [ManualTiers, 'end']).as('manual_tiers.end')
  })
  .as('club.desk')
  .use(middleware.staff({ can: 'tiers.grant' }))

router
  .group(() => {
    router.get('/desk/credit-extensions', [Extensions, 'index']).as('extensions.index')
    router.get('/desk/credit-extensions/new', [Extensions, 'create']).as('extensions.create')
    router.post('/desk/credit-extensions', [Extensions, 'store']).as('extensions.store')
    router.get('/desk/credit-extensions/:id', [Extensions, 'show']).as('extensions.show')
  })
  .as('club.desk')
  .use(middleware.staff({ can: 'credit.extend' }))

router
  .group(() => {
    router.get('/desk/wallet-rules', [WalletRules, 'edit']).as('wallet_rules.edit')
    router.post('/desk/wallet-rules', [WalletRules, 'update']).as('wallet_rules.update')
  })
  .as('club.desk')
  .use(middleware.staff({ can: 'settings.write' }))

router
  .group(() => {
    router.get('/', [MembershipRules, 'index']).as('membership_rules.index')
    router.post('/', [MembershipRules, 'store']).as('membership_rules.store')
    router.post('/:id/end', [MembershipRules, 'end']).as('membership_rules.end')
  })
  .prefix('/desk/membership-rules')
  .as('club.desk')
  .use(middleware.staff({ can: 'rules.write' }))

router
  .post('/desk/members/:customerId/benefits/:benefitId/uses', [Benefits, 'use'])
  .as('club.desk.benefit_uses.store')
  .use(middleware.staff({ can: 'customers.read' }))

router
  .get('/desk/members/:customerId/wallet/why', [MemberWallets, 'why'])
  .as('club.desk.wallet.why')
  .use(middleware.staff({ can: 'customers.read' }))
