import app from '@adonisjs/core/services/app'

/**
 * Keeps the answer of a small, often asked query in memory for some seconds. In tests it asks
 * every time, because each group of tests has a database of its own.
 */
export function remember<T>(seconds: number, load: () => Promise<T>) {
  let kept: { answer: Promise<T>; until: number } | null = null
  const ask = () => {
    if (kept && kept.until > performance.now()) return kept.answer
    const answer = load()
    kept = { answer, until: performance.now() + (app.inTest ? 0 : seconds * 1000) }
    answer.catch(() => (kept = null))
    return answer
  }
  return Object.assign(ask, { forget: () => (kept = null) })
}
