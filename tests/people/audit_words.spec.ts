import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import { audit } from '#app/people/models/audit'
import { auditField, auditWords } from '#start/audit_words'
import { browserOf, givenStaff } from '#tests/support/given_people'

test.group('Words of the audit log', () => {
  test('amounts in toman, percents, choices and yes or no', ({ assert }) => {
    const said = (field: string, value: unknown) => auditWords(field, value, 'fa')
    assert.equal(said('minBill', 20_000_000), '۲٬۰۰۰٬۰۰۰ تومان')
    assert.equal(said('basisPoints', 250), '۲٫۵٪')
    assert.equal(said('extra', true), 'بله')
    assert.equal(said('window', 'months'), 'چند ماه گذشته')
    assert.equal(said('weekdays', [1, 3]), '۱، ۳')
    assert.equal(said('lastDay', { year: 1405, month: 8, day: 9 }), '۱۴۰۵/۰۸/۰۹')
    assert.equal(said('note', 'as it was typed'), 'as it was typed')
    for (const nothing of [null, undefined, '', [], { branchIds: [] }]) {
      assert.equal(said('conditions', nothing), '—')
    }
  })

  test('a value of several parts names each, and nothing of it is machine talk', ({ assert }) => {
    const wallet = { min: 500_000, max: 500_000_000 }
    assert.equal(
      auditWords('topUp', wallet, 'en'),
      'At least 50,000 toman, At most 50,000,000 toman'
    )
    const changes = [
      { ruleId: 1, change: 'added' },
      { ruleId: 2, change: 'removed' },
    ]
    assert.equal(
      auditWords('changes', changes, 'en'),
      'Rule 1, Change added; Rule 2, Change removed'
    )
    assert.equal(auditField('not_known_yet', 'en'), 'Details')
  })

  test('the page shows what was said, and leaves out what says nothing', async ({ assert }) => {
    const facts = { kind: 'percent', extra: true, basisPoints: 300, minBill: 0, title: null }
    const conditions = { branchIds: [], tierIds: [2] }
    await audit('draft_earn_rule', { after: { ...facts, conditions } }, SYSTEM)
    const browser = await browserOf(await givenStaff({ role: 'administrator' }))
    const { text } = await browser.get('/en/desk/audits')
    assert.include(text, 'Tiers 2')
    assert.include(text, '3%')
    assert.notInclude(text, '[object Object]')
    assert.notMatch(text, /<dt[^>]*>Title</)
  })
})
