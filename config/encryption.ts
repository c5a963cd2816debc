import env from '#start/env'
import { Secret } from '@adonisjs/core/helpers'
import { defineConfig, drivers } from '@adonisjs/core/encryption'

/** The first seals, the others still open what they sealed. */
const dataKeys = env
  .get('DATA_KEYS')
  .release()
  .split(',')
  .map((key) => new Secret(key.trim()))

const encryptionConfig = defineConfig({
  default: 'gcm',
  list: {
    /** Cookies. */
    gcm: drivers.aes256gcm({ keys: [env.get('APP_KEY')], id: 'gcm' }),
    /** Personal data in the database, under a key apart. */
    data: drivers.aes256gcm({ keys: dataKeys, id: 'data' }),
  },
})

export default encryptionConfig

declare module '@adonisjs/core/types' {
  export interface EncryptorsList extends InferEncryptors<typeof encryptionConfig> {}
}
