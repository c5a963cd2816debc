import app from '@adonisjs/core/services/app'
import { defineConfig, loaders } from '@adonisjs/i18n'
import { CachedIcuFormatter } from '#app/core/message_formatter'

export default defineConfig({
  defaultLocale: 'fa',
  supportedLocales: ['fa', 'en'],
  fallbackLocales: {},
  formatter: () => new CachedIcuFormatter(),
  loaders: [loaders.fs({ location: app.languageFilesPath() })],
})
