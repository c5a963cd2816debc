import { CitySchema } from '#database/schema'

/** A city of a province, for addresses. */
export default class City extends CitySchema {
  static table = 'cities'
}
