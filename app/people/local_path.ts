/**
 * A path within the site to go on to after signing in, without its language; anything that could
 * lead elsewhere is the fallback.
 */
export function localPath(text: unknown, fallback: string): string {
  if (typeof text !== 'string' || text.length > 500) return fallback
  if (!/^\/(?![/\\])[^\s\\\p{Cc}]*$/u.test(text)) return fallback
  const path = text.replace(/^\/en(?=\/|$)/, '') || '/'
  return path.startsWith('//') ? fallback : path
}
