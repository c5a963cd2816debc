import { globSync, readFileSync } from 'node:fs'
import { test } from '@japa/runner'

test.group('Specs', () => {
  test('each test stands in a group: a group is what gives it a database of its own', ({
    assert,
  }) => {
    const alone = globSync('tests/**/*.spec.ts').filter((path) =>
      /^test\(/m.test(readFileSync(path, 'utf8'))
    )
    assert.deepEqual(alone, [])
  })
})
