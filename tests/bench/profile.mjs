/* Loaded into the server by `BENCH_PROFILE`: SIGUSR2 starts a CPU profile, the next one writes it. */
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector'

let session
process.on('SIGUSR2', () => {
  if (!session) {
    session = new Session()
    session.connect()
    session.post('Profiler.enable')
    session.post('Profiler.setSamplingInterval', { interval: 200 })
    session.post('Profiler.start')
    return
  }
  session.post('Profiler.stop', (error, { profile }) => {
    writeFileSync(process.env.BENCH_PROFILE, JSON.stringify(profile))
    session.disconnect()
    session = undefined
  })
})
