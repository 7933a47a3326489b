// lane: Node.js
// Callbacks on a socket; libuv's loop under them.
import { createServer } from 'node:net'
import { listen } from '../lib/echo.ts'

// region: echo
const server = createServer({ noDelay: true }, (socket) => {
  // Back-pressure, and the end after the rest is sent.
  socket.pipe(socket)
  socket.on('error', () => socket.destroy())
})
// endregion

await listen(server)
