/** The server's token: it comes in the address's fragment, which no server sees, and leaves the address at once. */

/** Takes `#t=<token>` or `#t=<token>&/slide` out of the address. */
export function takeToken(): string | undefined {
  const [, token, slide] = /^#t=([\w-]+)(?:&?(\/.*))?$/.exec(location.hash) ?? []
  if (token === undefined) return undefined
  history.replaceState(null, '', `#${slide ?? '/'}`)
  sessionStorage.setItem(KEY, token)
  return token
}

/** The token that this tab came with before it was reloaded. */
export function keptToken(): string | undefined {
  return sessionStorage.getItem(KEY) ?? undefined
}

/** The server does not know it: the next reload must not ask with it again. */
export function forgetToken(): void {
  sessionStorage.removeItem(KEY)
}

const KEY = 'token'
