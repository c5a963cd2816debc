/* The development entry of ace: compiles TypeScript in memory. The build has its own. */
import '@poppinss/ts-exec'

await import('./bin/console.js')
