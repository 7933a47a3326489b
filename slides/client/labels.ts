/** Every Russian word of the client, in one place. Sentences end with a point, labels do not. */
import type { Problem } from '../../server/protocol/events.ts'
import type { Machine } from '../../server/protocol/messages.ts'
import { formatBytes, formatDate, formatNumber, formatSeconds, plural } from './format.ts'
import { isPresentersStop, type LaneEnd } from './source/lane-end.ts'
import type { LaneState, Origin } from './source/source.ts'

export const LABELS = {
  start: 'Пуск',
  stop: 'Стоп',
  pause: 'Пауза',
  repeat: 'Повтор',
  fontSmaller: 'Шрифт терминалов меньше',
  fontLarger: 'Шрифт терминалов крупнее',
  open: 'Открыть',
  maximize: 'Панель на весь экран',
  restore: 'Вернуть панель на слайд',
  maximizeTerminal: 'Терминал на весь экран',
  seek: 'Время',
  speed: 'Скорость',
  chart: 'График',
  table: 'Итог',
  asTable: 'Таблицей',
  lane: 'Программа',
  laneState: 'Как дела',
  openTerminal: 'терминал',
  backToTable: 'Вернуться к таблице',
  stopped: 'остановлено',
  exitCode: 'код',
  done: 'готово',
  waits: 'ждёт',
  atWork: 'измеряется',
  swimlanes: 'Полосы',
  view: 'Что показать',
  all: 'Всё вместе',
  terminals: 'Терминалы',
  terminal: 'Терминал',
  metric: 'Что на графике',
  showLive: 'Вернуться в эфир',
  showRecording: 'Показать запись',
  runParameter: 'Значение',
  noData: 'Данных ещё нет',
  noChartData: 'Измерений пока нет: они появятся после пуска',
  noSpans: 'Полосы появятся, когда программы закончат',
  noRecording: 'Записи с такими параметрами нет.',
  noRecordingOfLane: 'Записи нет',
  brokenRecording: 'Запись не читается.',
  noRepeat: 'Этого пуска у сервера больше нет, повторить нечего.',
  noResult: '—',
  yes: 'да',
  no: 'нет',
  ready: 'эфир',
  viewer: 'Это окно только смотрит: запускает и останавливает ведущий.',
  nothingRan: 'Здесь ещё ничего не запускали.',
  recordedHere: 'Здесь не запускается, показан конец записи',
  recordedOf: 'Записано',
  machineFacts: 'Машина',
  stale: 'Программа с тех пор изменилась.',
  cpu: 'CPU',
  memory: 'Память',
  threads: 'Потоки',
  switches: 'Переключения',
  cores: 'ядер',
  perSecond: 'в секунду',
} as const

/** What the pane says when the server is out of reach. */
export const CONNECTION = {
  connecting: 'Соединяюсь с сервером…',
  lost: 'Нет связи с сервером, переподключаюсь…',
  token: 'Сервер не узнал эту вкладку: откройте адрес, который он напечатал при запуске. Пока показываю записи.',
  protocol: 'Страница и сервер разных версий: обновите страницу. Пока показываю записи.',
  hello: 'Сервер не понял приветствия: обновите страницу. Пока показываю записи.',
} as const

/** The badge on a pane. */
export function originLabel(origin: Origin): string {
  switch (origin.kind) {
    case 'live':
      return 'эфир'
    case 'repeat':
      return 'эфир, повтор'
    case 'recording':
      return 'запись'
    default:
      return origin satisfies never
  }
}

/** One or two sentences on where the numbers come from. */
export function originFacts(origin: Origin): string {
  switch (origin.kind) {
    case 'live':
      return `Программы работают сейчас на этой машине: ${machineLabel(origin.machine)}.`
    case 'repeat':
      return `Повтор пуска, сделанного здесь: ${machineLabel(origin.machine)}.`
    case 'recording':
      return `Запись от ${formatDate(origin.date)}: ${machineLabel(origin.machine)}.${origin.stale ? ` ${LABELS.stale}` : ''}`
    default:
      return origin satisfies never
  }
}

/** «Intel Core i7-1165G7, 8 ядер, 16 ГБ, Linux 6.1». */
export function machineLabel({ cpu, cores, memory, os, kernel }: Machine): string {
  const coresText = `${cores} ${plural(cores, ['ядро', 'ядра', 'ядер'])}`
  return [cpu, coresText, formatBytes(memory), `${os} ${kernel}`].filter((fact) => fact.trim() !== '').join(', ')
}

/** Longer facts of a machine, line by line. */
export function machineFacts(machine: Machine): string[] {
  const runtimes = Object.entries(machine.runtimes).map(([name, version]) => `${name}: ${version}`)
  const limits = Object.entries(machine.limits).map(([name, value]) => `${name}: ${value}`)
  return [
    machineLabel(machine),
    ...(machine.governor === undefined ? [] : [`Частотой управляет ${machine.governor}`]),
    ...(limits.length > 0 ? [`Пределы: ${limits.join(', ')}`] : []),
    ...runtimes,
  ]
}

/** What the title slide says about the deck's mode. */
export function modeLive(machine: Machine): string {
  return `Эфир: программы запускаются на этой машине (${machineLabel(machine)}).`
}

export function modeRecording(date: string, machine: Machine): string {
  return `Записи от ${formatDate(date)} (${machineLabel(machine)}).`
}

export const MODE_NO_RECORDINGS = 'Записей в этой сборке нет.'

/** The state of a lane as its header says it. */
export function laneStateLabel(state: LaneState, end: LaneEnd | undefined): string {
  if (end && isPresentersStop(end)) return 'остановлено'
  if (end?.signal !== undefined) return end.signal
  if (end?.status !== undefined) return end.status === 0 ? 'готово' : `код ${end.status}`
  switch (state) {
    case 'waiting':
      return 'ждёт очереди'
    case 'running':
      return 'работает'
    case 'finished':
      // Without an end it had no begin: the run was stopped before its turn came.
      return ''
    default:
      return state satisfies never
  }
}

/** The round that a lane is in. */
export function roundLabel(round: number, rounds: number): string {
  return `раунд ${round} из ${rounds}`
}

/** The rounds that a lane has behind it. */
export function roundsDoneLabel(done: number, rounds: number): string {
  return `${done} из ${rounds}`
}

/** What a column's head does. */
export function sortLabel(column: string): string {
  return `Упорядочить: ${column}`
}

/** What a flood printed and nobody could read. */
export function skippedLabel(bytes: number): string {
  return `пропущено ${formatBytes(bytes)}`
}

export function queueLabel(place: number): string {
  return place > 0
    ? `В очереди: впереди ${place} ${plural(place, ['пуск', 'пуска', 'пусков'])}`
    : 'В очереди: сейчас начнётся'
}

/** Why a pane went over to the recording. */
export function failoverSentence(why: Failure): string {
  return `${failureSentence(why)} Показываю запись.`
}

export type Failure =
  | { readonly kind: 'problem'; readonly lane?: string; readonly problem: Problem }
  | { readonly kind: 'exit'; readonly lane: string; readonly end: LaneEnd }
  | { readonly kind: 'lost' }
  /** The presenter's key. */
  | { readonly kind: 'panic' }

/** What went wrong, where there is no recording to go over to. */
export function failureSentence(why: Failure): string {
  switch (why.kind) {
    case 'problem':
      return `${why.lane === undefined ? '' : `${why.lane}: `}${problemSentence(why.problem)}`
    case 'exit':
      return `${why.lane}: ${exitSentence(why.end)}`
    case 'lost':
      return 'Пропала связь с сервером.'
    case 'panic':
      return 'Хватит.'
    default:
      return why satisfies never
  }
}

/** How a program ended that should not have. */
export function exitSentence({ status, signal }: LaneEnd): string {
  return signal === undefined ? `программа закончилась с кодом ${status}.` : `программу остановил сигнал ${signal}.`
}

/** A sentence for every problem that a server or a program can have. */
export function problemSentence(problem: Problem): string {
  switch (problem.code) {
    case 'unknown-demo':
      return `Сервер не знает демонстрации «${problem.demo}»; он знает: ${problem.known.join(', ')}.`
    case 'unknown-lane':
      return `В демонстрации нет программы «${problem.lane}»; есть: ${problem.known.join(', ')}.`
    case 'unknown-param':
      return `У демонстрации нет параметра «${problem.param}»; есть: ${problem.known.join(', ')}.`
    case 'bad-param':
      return `Параметр «${problem.param}» не может быть ${problem.value}: нужно целое число от ${problem.min} до ${problem.max}.`
    case 'missing-runtime':
      return `Здесь не нашлось: ${problem.missing}. Поставить: ${problem.cure}.`
    case 'build-failed':
      return `Программа не собралась: «${problem.command}» сообщила «${lastLine(problem.output)}».`
    case 'not-started':
      return `Программа не запустилась: ${problem.why}.`
    case 'bad-result':
      return `В результате программы поле «${problem.field}» не такое: нужно ${problem.expected}.`
    case 'limit':
      return limitSentence(problem.what, problem.limit)
    case 'bad-message':
      return `Сервер не понял страницу: ${problem.why}.`
    case 'not-allowed':
      return LABELS.viewer
    case 'no-run':
      return 'Останавливать нечего: здесь ничего не запущено.'
    default:
      return problem satisfies never
  }
}

function limitSentence(what: 'time' | 'output' | 'processes' | 'memory' | 'silence', limit: number): string {
  switch (what) {
    case 'time':
      return `Программа работала дольше, чем ей дано (${formatSeconds(limit)}), и остановлена.`
    case 'silence':
      return `Программа молчала ${formatSeconds(limit)} и остановлена.`
    case 'output':
      return `Программа напечатала больше, чем ей дано (${formatBytes(limit)}), и остановлена.`
    case 'memory':
      return `Программа заняла больше памяти, чем ей дано (${formatBytes(limit)}), и остановлена.`
    case 'processes':
      return `Программа завела больше процессов и потоков, чем ей дано (${formatNumber(limit)}), и остановлена.`
    default:
      return what satisfies never
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? ''
}
