import { assert } from '@japa/assert'
import { apiClient } from '@japa/api-client'
import { browserClient } from '@japa/browser-client'
import { pluginAdonisJS } from '@japa/plugin-adonisjs'
import type { Config } from '@japa/runner/types'
import app from '@adonisjs/core/services/app'
import testUtils from '@adonisjs/core/services/test_utils'
import { clock } from '#app/core/clock'
import { dropTemplate, freshDatabase, prepareTemplate } from '#tests/support/database'
import { launchChromium } from '#tests/support/browser'
import { summary } from '#tests/support/summary'

export const plugins: Config['plugins'] = [
  assert(),
  apiClient(),
  pluginAdonisJS(app),
  browserClient({ runInSuites: ['browser'], launcher: launchChromium }),
  summary(),
]

export const runnerHooks: Required<Pick<Config, 'setup' | 'teardown'>> = {
  setup: [() => prepareTemplate()],
  teardown: [() => dropTemplate()],
}

/** Every group outside `core` has a database of its own, and the server for its pages. */
export const configureSuite: Config['configureSuite'] = (suite) => {
  if (suite.name === 'core') return
  suite.setup(async () => {
    const close = await testUtils.httpServer().start()
    const server = await app.container.make('server')
    const node = server.getNodeServer()!
    /* A test that waits long must not find its connection closed when it goes on. */
    node.keepAliveTimeout = 600_000
    return async () => {
      const closed = close()
      /* Browsers that are still open hold their streams. */
      node.closeAllConnections()
      await closed
    }
  })
  suite.onGroup((group) => {
    group.setup(() => freshDatabase())
    group.each.teardown(() => clock.reset())
  })
}
