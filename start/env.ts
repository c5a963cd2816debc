import { Env } from '@adonisjs/core/env'

/** Every setting that comes from outside. `.env.example` says what each is for. */
export default await Env.create(new URL('../', import.meta.url), {
  NODE_ENV: Env.schema.enum(['development', 'production', 'test'] as const),
  HOST: Env.schema.string.optional({ format: 'host' }),
  PORT: Env.schema.number.optional(),
  APP_KEY: Env.schema.secret(),
  DATA_KEYS: Env.schema.secret(),
  APP_URL: Env.schema.string.optional(),
  LOG_LEVEL: Env.schema.string.optional(),
  TRUST_PROXY: Env.schema.boolean.optional(),
  DATA_DIR: Env.schema.string.optional(),
  DEMO: Env.schema.boolean.optional(),
  RUN_JOBS: Env.schema.boolean.optional(),

  SESSION_DRIVER: Env.schema.enum.optional(['cookie', 'memory'] as const),
  LIMITER_STORE: Env.schema.enum.optional(['memory', 'database'] as const),

  DB_CONNECTION: Env.schema.enum.optional(['sqlite', 'mysql'] as const),
  DB_HOST: Env.schema.string.optional(),
  DB_PORT: Env.schema.number.optional(),
  DB_SOCKET: Env.schema.string.optional(),
  DB_USER: Env.schema.string.optional(),
  DB_PASSWORD: Env.schema.string.optional(),
  DB_DATABASE: Env.schema.string.optional(),
  DB_FILE: Env.schema.string.optional(),

  SMS_GATEWAY: Env.schema.enum.optional(['outbox', 'kavenegar'] as const),
  KAVENEGAR_API_KEY: Env.schema.string.optional(),
  KAVENEGAR_BASE_URL: Env.schema.string.optional(),
  KAVENEGAR_SENDER: Env.schema.string.optional(),

  MAIL_MAILER: Env.schema.enum.optional(['outbox', 'smtp'] as const),
  MAIL_FROM: Env.schema.string.optional(),
  SMTP_HOST: Env.schema.string.optional(),
  SMTP_PORT: Env.schema.number.optional(),
  SMTP_USERNAME: Env.schema.string.optional(),
  SMTP_PASSWORD: Env.schema.string.optional(),

  PAYMENT_GATEWAY: Env.schema.enum.optional(['fake', 'zarinpal', 'zibal'] as const),
  ZARINPAL_MERCHANT_ID: Env.schema.string.optional(),
  ZARINPAL_BASE_URL: Env.schema.string.optional(),
  ZIBAL_MERCHANT: Env.schema.string.optional(),
  ZIBAL_BASE_URL: Env.schema.string.optional(),
})
