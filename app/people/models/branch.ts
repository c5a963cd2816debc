import type { Locale } from '#app/core/digits'
import { BranchSchema } from '#database/schema'

/** A place of business with its own tills and warehouse. */
export default class Branch extends BranchSchema {
  static table = 'branches'

  name(locale: Locale = 'fa') {
    return locale === 'fa' ? this.nameFa : this.nameEn
  }

  /** The branches that are open for business, in the order they were opened. */
  static active() {
    return Branch.query().where('active', true).orderBy('id')
  }
}
