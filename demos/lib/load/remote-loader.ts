/** The loader on another machine: over the user's ssh it is copied there, compiled there, and started there for each round. */
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import path from 'node:path'
import { isIPv6 } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from '../programs.ts'
import { measureWay, type Way } from './remote/measure-way.ts'
import { RemoteError } from './remote/remote-error.ts'
import { singleSource } from './remote/single-source.ts'
import { SshConnection } from './remote/ssh-connection.ts'

export { RemoteError } from './remote/remote-error.ts'

export interface RemoteLoader extends Way {
  /** Speaks `loader-protocol.ts` here on stdin and stdout, for the loader that it starts there. HOST PORT … follow. */
  readonly command: Command
  /** Where backends must listen. */
  readonly listenHost: string
  /** Where the loader finds them: this machine's address as the other one knows it. */
  readonly backendHost: string
  /** Cores that the loader may fill, one thread each. */
  readonly threads: number
  readonly machine: {
    /** Absent where the system does not say it. */
    readonly cpu?: string
    readonly cores: number
    /** `Linux 6.1.0` */
    readonly kernel: string
    /** The first line of `cc --version`. */
    readonly compiler: string
  }
  /** Resolves with the sentence when the connection ends before `close`: abort the round then, it may be waiting. */
  readonly lost: Promise<RemoteError>
  /** Why a round failed: the loss of the connection, where the round saw that first; else what was seen. */
  causeOf(seen: unknown): Promise<unknown>
  /**
   * Ends the loaders that still run there, removes their folder and ends the connection. Throws a RemoteError where the
   * other machine did not confirm that, though the connection was there.
   */
  close(): Promise<void>
}

export interface RemoteLoaderOptions {
  readonly signal: AbortSignal
  /** More options of ssh, such as `-F FILE`. */
  readonly sshOptions?: readonly string[]
  /** How the other machine reaches this one, where ssh does not tell: behind NAT, or with a jump host between. */
  readonly backendHost?: string
}

/**
 * Connects, compiles, and makes sure that the way back to this machine is open. Everything ends with this process, with the
 * connection, and with `close`. Throws a RemoteError, a sentence with its cure, or the signal's reason; then nothing is left.
 */
export async function openRemoteLoader(target: string, options: RemoteLoaderOptions): Promise<RemoteLoader> {
  const { signal, sshOptions = [] } = options
  const keeper = await readFile(path.join(HERE, 'keeper.sh'), 'utf8')
  const ssh = await SshConnection.open({ target, sshOptions, keeper, signal })
  try {
    const folder = folderOf(ssh, target)
    const addresses = addressesOf(ssh, target, options.backendHost)
    const compiler = await compile(ssh, target, folder, signal)
    const way = await measureWay(addresses.listenHost, async (port) => {
      const probe = `exec ${folder}/probe ${addresses.backendHost} ${port} ${EXCHANGES}\n`
      const { status, output, errors } = await ssh.run(probe, PROBE_SECONDS, signal)
      if (status === 0) return output
      throw new RemoteError(
        `${target} cannot reach this machine at ${addresses.backendHost} (${errors || `probe ended with ${status}`}): let TCP connections from it through the firewall here, or name another address of this machine with --backend-host.`,
      )
    })
    const cores = Number(ssh.fact('cores') ?? 1)
    const cpu = ssh.fact('cpu')
    return {
      command: ssh.command(`${folder}/run`),
      ...addresses,
      ...way,
      threads: cores,
      machine: { ...(cpu !== undefined && { cpu }), cores, kernel: ssh.fact('kernel') ?? '', compiler },
      lost: ssh.lost,
      causeOf: (seen) => Promise.race([ssh.lost, sleep(LAST_WORDS_MS, seen)]),
      close: () => ssh.close(),
    }
  } catch (error) {
    await ssh.close().catch(() => undefined)
    throw error
  }
}

const HERE = path.join(import.meta.dirname, 'remote')
/** The end of a loader here and the end of the connection are seen at the same moment, in any order. */
const LAST_WORDS_MS = 1000
const EXCHANGES = 50
const PROBE_SECONDS = 30
const COMPILE_SECONDS = 120

/** It becomes a word of commands there. */
function folderOf(ssh: SshConnection, target: string): string {
  const folder = ssh.fact('folder') ?? ''
  if (/^\/[\w./-]+$/.test(folder)) return folder
  throw new RemoteError(
    `On ${target} the folder for programs is «${folder}»: let TMPDIR name one there without spaces and quotes.`,
  )
}

/** An address that is one of ours is listened on alone; any other one leads here in ways that we do not know. */
function addressesOf(
  ssh: SshConnection,
  target: string,
  named: string | undefined,
): Pick<RemoteLoader, 'listenHost' | 'backendHost'> {
  if (named !== undefined && !/^[\w.:%][\w.:%-]*$/.test(named))
    throw new RemoteError(`--backend-host: expected an address or a name of this machine, got «${named}».`)
  const backendHost = named ?? ssh.fact('client')
  if (backendHost === undefined)
    throw new RemoteError(
      `${target} does not say where the connection comes from: name this machine's address with --backend-host.`,
    )
  if (isOurs(backendHost)) return { listenHost: backendHost, backendHost }
  if (named !== undefined || backendHost.includes('%'))
    return { listenHost: isIPv6(backendHost) ? '::' : '0.0.0.0', backendHost }
  throw new RemoteError(
    `${target} sees the connection come from ${backendHost}, which is no address of this machine: there is NAT or a jump host between. Name the address where it reaches this machine with --backend-host.`,
  )
}

function isOurs(address: string): boolean {
  return Object.values(networkInterfaces()).some((list) => list?.some((ours) => ours.address === address))
}

/** Returns the compiler's name and version. */
async function compile(ssh: SshConnection, target: string, folder: string, signal: AbortSignal): Promise<string> {
  const loader = await singleSource(path.join(HERE, '..', 'loader.c'))
  const probe = await singleSource(path.join(HERE, 'probe.c'))
  const end = `end-${randomUUID()}`
  const script = `{
for cc in cc gcc clang; do command -v $cc >/dev/null && break; cc=; done
[ "$cc" ] || exit ${NO_COMPILER}
$cc -O2 -pthread -x c -o ${folder}/loader - -lm <<'${end}' || exit
${loader}${end}
$cc -O2 -x c -o ${folder}/probe - <<'${end}' || exit
${probe}${end}
$cc --version
exit
}
`
  const { status, output, errors } = await ssh.run(script, COMPILE_SECONDS, signal)
  if (status === 0) return output.split('\n')[0]?.trim() ?? ''
  if (status === NO_COMPILER)
    throw new RemoteError(
      `On ${target} there is no C compiler (cc, gcc or clang): install one there, on Debian: sudo apt install gcc libc6-dev. The loader in JavaScript runs on this machine only.`,
    )
  throw new RemoteError(
    `On ${target} the loader did not compile, which is no fault of yours (status ${status}): ${errors || output}`,
  )
}

const NO_COMPILER = 44
