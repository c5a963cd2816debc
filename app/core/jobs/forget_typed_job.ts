import type { Job } from '#app/core/job'
import { forgetTyped } from '#app/core/typed_input'

export default {
  name: 'forget_typed',
  every: { seconds: 300 },
  run: () => forgetTyped(),
} satisfies Job
