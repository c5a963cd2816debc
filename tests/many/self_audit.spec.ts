import { test } from '@japa/runner'
import { SYSTEM } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { runSelfAudit, startSelfAudit } from '#app/front/actions/audit_books'
import SelfAudit from '#app/front/models/self_audit'
import { checkedLaws } from '#app/front/queries/self_audits'
import { laws } from '#start/laws'
import { Doomed } from '#tests/support/killer'
import { Shop } from '#tests/many/world'

test.group('Self-audit [row 39]', (group) => {
  group.each.teardown(() => clock.reset())

  test('a process dies in the middle of an audit: another one brings it to its end [row 39]', async ({
    assert,
    cleanup,
  }) => {
    const shop = await Shop.open()
    await shop.invoiced()
    const doomed = new Doomed()
    cleanup(() => doomed.close())
    const { auditId } = (await startSelfAudit({ by: SYSTEM }))!
    const module = 'front/actions/audit_books'
    const deed = { module, verb: 'runSelfAudit', input: [auditId] }
    /* The claim, then two writes a law. */
    const { died } = await doomed.perform(deed, 14)
    assert.isTrue(died)
    const done = await checkedLaws(auditId)
    const audit = await SelfAudit.findOrFail(auditId)
    assert.equal(audit.state, 'running')
    assert.equal(audit.checked, done.length)
    assert.isAbove(done.length, 2)
    assert.isBelow(done.length, laws.length)

    assert.isFalse(await runSelfAudit(auditId), 'it may still be at work')
    clock.travel({ minutes: 16 })
    assert.isTrue(await runSelfAudit(auditId))
    await audit.refresh()
    assert.equal(audit.state, 'green')
    assert.equal(audit.checked, laws.length)
    assert.lengthOf(await checkedLaws(auditId), laws.length)
  }).timeout(60_000)
})
