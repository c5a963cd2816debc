import { test } from '@japa/runner'
import { planOnce } from '#config/database'

test.group('Statements of SQLite', () => {
  test('parameters stand behind a plus, so that the plan is made once', ({ assert }) => {
    assert.equal(
      planOnce('select * from `carts` where `id` = ? and `a` in (?, ?) limit ?'),
      'select * from `carts` where `id` = +? and `a` in (+?, +?) limit +?'
    )
  })

  test('a question mark within quotes stays one', ({ assert }) => {
    assert.equal(planOnce(`select 'why? it''s ?' as "?", ?`), `select 'why? it''s ?' as "?", +?`)
  })
})
