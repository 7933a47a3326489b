/** The ways out of the server's process. */
import { killOwn, type DemoServer } from './server.ts'

/** Whatever ends the server ends every process of its runs. */
export function endWith(server: DemoServer): void {
  let closing = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (closing) process.exit(1)
      closing = true
      void server.close().then(() => process.exit(0))
    })
  process.on('exit', killOwn)
  // One fault must not end the talk: it is said, and the other runs go on.
  process.on('uncaughtException', (error) => process.stderr.write(`Fault: ${error.stack ?? error.message}\n`))
}
