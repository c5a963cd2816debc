import { afterSave } from '@adonisjs/lucid/orm'
import { CategorySchema } from '#database/schema'
import { categoryTree } from '#app/catalogue/categories'

export default class Category extends CategorySchema {
  static table = 'categories'

  @afterSave()
  static forgetTree() {
    categoryTree.forget()
  }
}
