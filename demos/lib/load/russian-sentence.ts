/** A round's problem as a Russian sentence, for the terminal of a lane. The command line has its own, in English. */
import type { Exit, FaultKind, RoundProblem } from './round-problem.ts'

export function russianSentence(problem: RoundProblem): string {
  switch (problem.code) {
    case 'not-started':
      return `Не удалось запустить ${problem.program}: ${problem.why}.`
    case 'port-in-use':
      return `Порт ${problem.port} на ${problem.host} занят: закройте программу, которая его слушает, или укажите другой.`
    case 'not-listening':
      return `Сервер не слушает ${problem.host}:${problem.port} спустя ${problem.seconds} с: запустите его отдельно и посмотрите, чего он ждёт.`
    case 'not-answering':
      return `Сервер принял соединение и не ответил на пробное сообщение за ${problem.seconds} с: он должен отвечать эхом.`
    case 'wrong-probe':
      return `На пробное сообщение сервер ответил не тем: ожидалось ${quote(problem.sent)}, пришло ${quote(problem.got)}.`
    case 'backend-ended':
      return `Сервер завершился ${problem.when === 'starting' ? 'до начала измерения' : 'во время измерения'} ${exit(problem.exit)}${said(problem.said)}`
    case 'loader-ended':
      return `Нагрузчик завершился ${exit(problem.exit)}${said(problem.said)}`
    case 'loader-silent':
      return `Нагрузчик молчит ${problem.seconds} с, ожидалось «${problem.awaited}»: уменьшите число соединений или освободите машину.`
    case 'loader-line':
      return `Нагрузчик сказал не то, что ожидалось («${problem.awaited}»): ${problem.line}`
    case 'fault':
      return `${FAULTS[problem.kind]}${problem.connection === undefined ? '' : ` (соединение ${problem.connection})`}: ${problem.detail}.${problem.said === undefined ? '' : ` Он сказал${said(problem.said)}.`}`
    case 'no-messages':
      return `За ${problem.seconds} с не пришло ни одного ответа: увеличьте окно или нагрузку.`
    case 'no-room':
      return `Система не даёт открыть ни одного соединения: ${problem.limit}. Поднимите этот предел.`
    case 'no-tracer':
      return problem.platform === 'linux'
        ? `Системные вызовы сосчитать нечем. perf: ${tool(problem.perf)}; strace: ${tool(problem.strace)}. ${cureOf(problem.strace)}`
        : 'Системные вызовы считают perf и strace, они есть только в Linux.'
    default:
      return problem satisfies never
  }
}

const FAULTS: Readonly<Record<FaultKind, string>> = {
  refused: 'Ни одного соединения открыть не удалось',
  wrong: 'Сервер вернул не те байты',
  closed: 'Сервер закрыл соединение, которым пользовались',
  unanswered: 'Сервер так и не ответил',
}

function tool(why: string): string {
  return why === 'not installed' ? 'не установлен' : why
}

function cureOf(strace: string): string {
  return strace === 'not installed'
    ? 'Установите strace (sudo apt install strace).'
    : 'Разрешите трассировку (CAP_SYS_PTRACE контейнеру) или запустите от root.'
}

function exit(how: Exit): string {
  return typeof how === 'number' ? `со статусом ${how}` : `по сигналу ${how}`
}

/** The last line is the sentence; above it there may be a traceback. */
function said(text: string): string {
  const last = text.split('\n').at(-1)?.trim() ?? ''
  return last === '' ? ' и ничего не сказал.' : `: ${last}`
}

function quote(text: string): string {
  return `«${text.trim()}»`
}
