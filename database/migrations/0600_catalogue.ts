import { BaseSchema } from '@adonisjs/lucid/schema'
import { check, id, ref, rial } from '#database/tables'

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('categories', (table) => {
      id(table)
      ref(table, 'parent_id', 'categories')
      table.string('slug', 80).notNullable().unique()
      table.string('name_fa', 80).notNullable()
      table.string('name_en', 80).notNullable()
      table.integer('position').notNullable().defaultTo(0)
      table.boolean('active').notNullable().defaultTo(true)
    })

    this.schema.createTable('products', (table) => {
      id(table)
      table.string('slug', 120).notNullable().unique()
      ref(table, 'category_id', 'categories').notNullable()
      table.string('name_fa', 160).notNullable()
      table.string('name_en', 160).notNullable()
      table.text('description_fa')
      table.text('description_en')
      table.string('brand_fa', 60)
      table.string('brand_en', 60)
      /** Drawn, not fetched: shape and colours of the generated picture, e.g. `shoe:210`. */
      table.string('picture', 80).notNullable().defaultTo('box:210')
      table.integer('warranty_months').notNullable().defaultTo(0)
      table.boolean('vat_exempt').notNullable().defaultTo(false)
      table.boolean('active').notNullable().defaultTo(true)
      /** Lowest price of an active variant, kept by the catalogue for lists that sort by price. */
      rial(table, 'price_from').notNullable().defaultTo(0)
      table.dateTime('created_at').notNullable()
      table.index(['active', 'category_id', 'id'])
      table.index(['active', 'category_id', 'price_from', 'id'])
      table.index(['active', 'price_from', 'id'])
      table.index(['active', 'id'])
    })

    this.schema.createTable('variants', (table) => {
      id(table)
      ref(table, 'product_id', 'products').notNullable()
      table.string('sku', 40).notNullable().unique()
      table.string('barcode', 40).unique()
      table.string('name_fa', 80).notNullable().defaultTo('')
      table.string('name_en', 80).notNullable().defaultTo('')
      rial(table, 'price').notNullable()
      /** What members pay, when it is less. */
      rial(table, 'member_price')
      table.integer('weight_grams').notNullable().defaultTo(0)
      table.integer('position').notNullable().defaultTo(0)
      table.boolean('active').notNullable().defaultTo(true)
      check(
        table,
        'variants_price',
        'price >= 0 AND (member_price IS NULL OR member_price <= price)'
      )
      table.index(['product_id', 'position', 'id'])
    })

    /* Folded words of a product, searched by prefix: the cost does not grow with the catalogue. */
    this.schema.createTable('product_terms', (table) => {
      table.string('term', 60).notNullable()
      ref(table, 'product_id', 'products').notNullable()
      table.primary(['term', 'product_id'])
      table.index(['product_id'])
    })

    this.schema.createTable('vat_rates', (table) => {
      id(table)
      /** Gregorian day in Tehran from which it holds, yyyy-MM-dd. */
      table.string('starts_on', 10).notNullable().unique()
      table.integer('basis_points').notNullable()
    })
    /* By the permanent VAT law and the budget laws: 9 % until 1402, 10 % since 1 Farvardin 1403. */
    this.defer(async (db) => {
      await db.table('vat_rates').multiInsert([
        { starts_on: '2015-03-21', basis_points: 900 },
        { starts_on: '2024-03-20', basis_points: 1000 },
      ])
    })
  }
}
