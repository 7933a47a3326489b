/** Opens the connection and keeps a line at the foot of the window that says what it does when it is not there. */
import '../../theme/pane.css'
import { forgetToken } from '../deck/token.ts'
import { CONNECTION } from '../labels.ts'
import { Connection, type ConnectionState } from './connection.ts'

export function open(token: string): Connection {
  const connection = new Connection(token)
  const line = document.createElement('p')
  line.className = 'connection-line'
  line.setAttribute('role', 'status')
  document.body.append(line)
  connection.subscribe((state) => {
    if (state.kind === 'refused' && state.reason === 'token') forgetToken()
    line.textContent = sentence(state)
  })
  return connection
}

function sentence(state: ConnectionState): string {
  switch (state.kind) {
    case 'open':
    case 'connecting':
      return ''
    case 'lost':
      return CONNECTION.lost
    case 'refused':
      return CONNECTION[state.reason]
    default:
      return state satisfies never
  }
}
