import type { EncryptionManager } from '@adonisjs/core/encryption'

/* A browser shows the same cookies at every request; what they say was proved the first time. */

const MOST = 2000

/**
 * Remembers what cookies were decrypted to and what their signatures were worth, so that four HMACs
 * and a decryption fall away from every request but a browser's first. What this process wrote
 * itself it knows at once, and a signature that never ends is made once. Only what proved genuine is
 * kept, under its name and its whole text, as JSON: whoever asks gets a copy of his own. None of our
 * cookies ends by a time inside it (a device's end is in its row, which is read at every request).
 */
export function rememberCookies(encryption: ReturnType<EncryptionManager<never>['use']>) {
  const verifier = encryption.getMessageVerifier()
  const decrypted = new Recent()
  const signed = new Recent()
  encryption.decrypt = remembering(encryption.decrypt.bind(encryption), decrypted)
  verifier.unsign = remembering(verifier.unsign.bind(verifier), new Recent())

  const encrypt = encryption.encrypt.bind(encryption) as Write
  encryption.encrypt = ((value: unknown, ends?: unknown, purpose?: string) => {
    const text = encrypt(value, ends, purpose)
    if (ends === undefined) decrypted.keep(keyOf(purpose, text), JSON.stringify(value))
    return text
  }) as typeof encryption.encrypt

  const sign = verifier.sign.bind(verifier) as Write
  verifier.sign = (value: unknown, ends?: unknown, purpose?: string) => {
    if (ends !== undefined || typeof value !== 'string') return sign(value, ends, purpose)
    return (
      signed.of(keyOf(purpose, value)) ??
      signed.keep(keyOf(purpose, value), sign(value, ends, purpose))
    )
  }
}

type Read = <T>(value: string, purpose?: string) => T | null
type Write = (value: unknown, ends?: unknown, purpose?: string) => string

const keyOf = (purpose: string | undefined, text: string) => `${purpose}\n${text}`

/** Texts in two generations: the older half is dropped when the younger is full. */
class Recent {
  #young = new Map<string, string>()
  #old = new Map<string, string>()

  of(key: string): string | undefined {
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(key)
    return old === undefined ? old : this.keep(key, old)
  }

  keep(key: string, text: string): string {
    if (this.#young.size >= MOST) [this.#young, this.#old] = [new Map(), this.#young]
    this.#young.set(key, text)
    return text
  }
}

function remembering(read: Read, recent: Recent): Read {
  return (value, purpose) => {
    const key = keyOf(purpose, value)
    const known = recent.of(key)
    if (known !== undefined) return JSON.parse(known)
    const proved = read(value, purpose)
    if (proved !== null) recent.keep(key, JSON.stringify(proved))
    return proved as never
  }
}
