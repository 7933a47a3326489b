/** Counts one backend's system calls per message. Argument: connections. */
import { programs } from '../programs.ts'
import { emitResult, grouped, parameter, phaseSayer, runDriver, say } from './run-driver.ts'
import { callsPerMessage, traceSyscalls } from './trace-syscalls.ts'

await runDriver(async (signal) => {
  const { lane, loader = [] } = programs()
  const trace = await traceSyscalls({
    backend: lane,
    loader,
    connections: parameter(0, 100),
    pin: true,
    signal,
    warmup: 0.5,
    seconds: 1,
    onPhase: phaseSayer('счёт вызовов'),
  })
  const fields = callsPerMessage(trace)
  say(`\r\u001b[K${grouped(trace.messages)} сообщений, ${grouped(trace.total)} вызовов`)
  for (const [name, count] of Object.entries(fields))
    if (typeof count === 'number' && !['total', 'messages'].includes(name) && count >= 0.005)
      say(`${name === 'other' ? 'другие' : name}: ${count.toFixed(2)}`)
  emitResult(fields)
})
