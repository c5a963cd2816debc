import { type SchemaRules } from '@adonisjs/lucid/types/schema_generator'

const ours = (name: string, tsType: string) => ({
  tsType,
  decorators: [{ name: `@${name}` }],
  imports: [{ source: '#app/core/columns', namedImports: [name] }],
})

const moment = (name: string) => ({
  tsType: 'DateTime',
  decorators: [{ name: `@${name}` }],
  imports: [
    { source: '#app/core/columns', namedImports: [name] },
    { source: 'luxon', typeImports: ['DateTime'] },
  ],
})

/** Column types that hold for both databases; the file they make is generated from SQLite. */
export default {
  types: {
    bigint: { tsType: 'number', decorators: [{ name: '@column' }], imports: [] },
    DateTime: moment('time'),
    boolean: ours('flag', 'boolean'),
    json: ours('json', 'Record<string, any>'),
  },
  columns: {
    created_at: moment('stamped'),
    updated_at: moment('stamped'),
  },
} satisfies SchemaRules
