import type { EncryptionManager } from '@adonisjs/core/encryption'

/* A browser shows the same cookies at every request; what they say was proved the first time. */

const MOST = 2000

/**
 * Remembers what cookies were decrypted to and what their signatures were worth, so that four HMACs
 * and a decryption fall away from every request but a browser's first. Only what proved genuine is
 * kept, under its name and its whole text, as JSON: whoever asks gets a copy of his own. None of our
 * cookies ends by a time inside it (a device's end is in its row, which is read at every request).
 */
export function rememberCookies(encryption: ReturnType<EncryptionManager<never>['use']>) {
  const verifier = encryption.getMessageVerifier()
  encryption.decrypt = remembering(encryption.decrypt.bind(encryption))
  verifier.unsign = remembering(verifier.unsign.bind(verifier))
}

type Read = <T>(value: string, purpose?: string) => T | null

/** Two generations: the older half is dropped when the younger is full. */
function remembering(read: Read): Read {
  let [young, old] = [new Map<string, string>(), new Map<string, string>()]
  return (value, purpose) => {
    const key = `${purpose}\n${value}`
    const known = young.get(key) ?? old.get(key)
    if (known !== undefined) {
      if (!young.has(key)) young.set(key, known)
      return JSON.parse(known)
    }
    const proved = read(value, purpose)
    if (proved === null) return null
    if (young.size >= MOST) [young, old] = [new Map(), young]
    young.set(key, JSON.stringify(proved))
    return proved as never
  }
}
