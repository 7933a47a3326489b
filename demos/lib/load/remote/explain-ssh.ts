/** What ssh said when it could not connect, as a sentence with its cure. */
import type { Exit } from '../round-problem.ts'
import { RemoteError } from './remote-error.ts'

export function explainSsh(target: string, exit: Exit, said: string): RemoteError {
  const [, sentence] = CAUSES.find(([words]) => words.test(said)) ?? []
  const words = said.split('\n').at(-1)?.trim() || `it ended with ${exit} and said nothing`
  return new RemoteError(
    `${sentence?.(target) ?? `ssh ${target} did not work: make «ssh ${target} true» work first`} (${words}).`,
  )
}

/** OpenSSH has one language; the endings of some of its lines are the C library's, which is told to speak English. */
const CAUSES: readonly (readonly [RegExp, (target: string) => string])[] = [
  [
    /Could not resolve hostname/i,
    (target) => `Nobody knows the host of ${target}: look at its spelling, or give it a HostName in ~/.ssh/config`,
  ],
  [
    /IDENTIFICATION HAS CHANGED/,
    (target) =>
      `The host key of ${target} is not the one that it had: if it was installed anew, remove the old key with «ssh-keygen -R HOST»`,
  ],
  [
    /Host key verification failed/,
    (target) =>
      `The host key of ${target} is not known here: connect once with «ssh ${target}», compare the key and confirm it`,
  ],
  [
    /Permission denied|Too many authentication failures/,
    (target) =>
      `${target} accepts none of your keys, and here nobody can be asked for a password: run «ssh-copy-id ${target}», or «ssh-add» for a key with a passphrase`,
  ],
  [
    /Connection refused/,
    (target) =>
      `On ${target} no ssh server listens: install and start one (on Debian: sudo apt install openssh-server), or give its Port in ~/.ssh/config`,
  ],
  [
    /timed out|No route to host|Network is unreachable/i,
    (target) => `${target} does not answer: look whether it is on, in this network, and lets ssh through its firewall`,
  ],
  [
    /\/bin\/sh|not available|not recognized/i,
    (target) =>
      `${target} starts no /bin/sh for this account: the loader needs a Unix system and an account that has a shell`,
  ],
]
