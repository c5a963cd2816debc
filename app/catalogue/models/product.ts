import { afterSave, belongsTo, hasMany } from '@adonisjs/lucid/orm'
import type { BelongsTo, HasMany } from '@adonisjs/lucid/types/relations'
import { ProductSchema } from '#database/schema'
import Category from '#app/catalogue/models/category'
import Variant from '#app/catalogue/models/variant'
import { refreshTerms } from '#app/catalogue/upkeep'

/** What is shown and sought. What is priced, kept and sold is its variants. */
export default class Product extends ProductSchema {
  static table = 'products'

  @belongsTo(() => Category)
  declare category: BelongsTo<typeof Category>

  @hasMany(() => Variant)
  declare variants: HasMany<typeof Variant>

  @afterSave()
  static async keepFindable(product: Product) {
    await refreshTerms([product.id], product.$trx)
  }
}
