import { afterSave, belongsTo } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { VariantSchema } from '#database/schema'
import type { Rial } from '#app/core/money'
import Product from '#app/catalogue/models/product'
import { refreshPriceFrom, refreshTerms } from '#app/catalogue/upkeep'

/** One colour, size or kind of a product: it has the price, the SKU and the stock. */
export default class Variant extends VariantSchema {
  static table = 'variants'

  @belongsTo(() => Product)
  declare product: BelongsTo<typeof Product>

  /** What one piece costs, in Rial; members pay their own price where there is one. */
  priceFor(buyer: { isMember: boolean }): Rial {
    return buyer.isMember ? (this.memberPrice ?? this.price) : this.price
  }

  @afterSave()
  static async keepProduct(variant: Variant) {
    await refreshPriceFrom([variant.productId], variant.$trx)
    await refreshTerms([variant.productId], variant.$trx)
  }
}
