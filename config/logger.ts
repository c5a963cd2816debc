import env from '#start/env'
import app from '@adonisjs/core/services/app'
import { defineConfig, destination, syncDestination } from '@adonisjs/core/logger'

const loggerConfig = defineConfig({
  default: 'app',
  loggers: {
    app: {
      enabled: true,
      name: 'bashgah',
      level: env.get('LOG_LEVEL', app.inTest ? 'fatal' : 'info'),
      redact: {
        paths: [
          'password',
          '*.password',
          'code',
          '*.code',
          'token',
          '*.token',
          'err.config',
          'err.sql',
          'err.request',
        ],
      },
      /* From this thread: a thread of its own for the few lines of a shop held 15 MB. */
      destination: app.inProduction ? destination(1) : await syncDestination(),
    },
  },
})

export default loggerConfig

declare module '@adonisjs/core/types' {
  export interface LoggersList extends InferLoggers<typeof loggerConfig> {}
}
