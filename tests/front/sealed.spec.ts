import encryption from '@adonisjs/core/services/encryption'
import { configProvider } from '@adonisjs/core'
import { defineConfig, drivers, EncryptionManager } from '@adonisjs/core/encryption'
import app from '@adonisjs/core/services/app'
import { Secret } from '@adonisjs/core/helpers'
import { test } from '@japa/runner'
import { blindIndex, seal, unseal } from '#app/core/sealed'

const SHEBA = 'IR062960000000100324200001'

test.group('Numbers that name a person elsewhere', () => {
  test('are sealed each time anew, and open as what they were', ({ assert }) => {
    const [one, other] = [seal(SHEBA, 'sheba'), seal(SHEBA, 'sheba')]
    assert.notEqual(one, other)
    assert.notInclude(one, SHEBA.slice(4))
    assert.equal(unseal(one, 'sheba'), SHEBA)
    assert.equal(unseal(other, 'sheba'), SHEBA)
  })

  test('do not open as something else, nor by the key of the cookies', ({ assert }) => {
    const stored = seal(SHEBA, 'sheba')
    assert.throws(() => unseal(stored, 'national_code'), /DATA_KEYS/)
    assert.isNull(encryption.use('gcm').decrypt(stored, 'sheba'))
    assert.throws(() => unseal(stored.replace(/.$/, '0'), 'sheba'), /DATA_KEYS/)
  })

  test('are found by an index that tells nothing', ({ assert }) => {
    assert.equal(
      blindIndex('0012345679', 'national_code'),
      blindIndex('0012345679', 'national_code')
    )
    assert.notEqual(blindIndex('0012345679', 'national_code'), blindIndex('0012345679', 'sheba'))
    assert.notInclude(blindIndex('0012345679', 'national_code'), '12345679')
  })

  test('a new key in front seals from now on; what the old one sealed stays readable', async ({
    assert,
  }) => {
    const [old, young] = ['an-old-key-0123456789abcdef', 'a-young-key-0123456789abcdef']
    const house = async (...keys: string[]) => {
      const driver = drivers.aes256gcm({ keys: keys.map((key) => new Secret(key)), id: 'data' })
      const config = defineConfig({ default: 'data', list: { data: driver } })
      const resolved = await configProvider.resolve<
        ConstructorParameters<typeof EncryptionManager>[0]
      >(app, config)
      return new EncryptionManager(resolved!).use()
    }
    const [before, rotated, without] = [
      await house(old),
      await house(young, old),
      await house(young),
    ]
    const stored = before.encrypt(SHEBA, { purpose: 'sheba' })
    assert.equal(rotated.decrypt(stored, 'sheba'), SHEBA)
    assert.isNull(without.decrypt(stored, 'sheba'))
  })
})
