import type { Law } from '#app/core/law'
import { bookSums } from '#app/front/queries/book_sums'

/** The books of all steps tell one and the same number. */
const oneNumber: Law = {
  name: 'books: lots = balances = liability = till + shop',
  async check(client) {
    const { lots, balances, liability, doors } = await bookSums(client)
    return Object.entries({ lots, liability, 'till + shop': doors })
      .filter(([, found]) => found !== balances)
      .map(([where, found]) => ({ where: `sum of ${where}`, expected: balances, found }))
  },
}

export const laws: Law[] = [oneNumber]
