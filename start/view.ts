import edge from 'edge.js'
import app from '@adonisjs/core/services/app'

/*
 * Edge reads its component folders again on every request, even in production. The list cannot
 * change there, so it is read once.
 */
if (app.inProduction || app.inTest) {
  const components = edge.loader.listComponents()
  edge.loader.listComponents = () => components
}
