/** What a run that counts system calls finds out: calls per message, traced and therefore never timed. */

/** As Linux calls them on x86-64; `epoll_wait` counts epoll_pwait too, `select` pselect6, `poll` ppoll. */
export const SYSCALLS = [
  'sendto',
  'recvfrom',
  'read',
  'write',
  'epoll_wait',
  'epoll_ctl',
  'poll',
  'select',
  'futex',
  'mmap',
  'mremap',
  'munmap',
  'brk',
] as const

/** The manifest's result fields. One that was never called is absent from a result. */
export const SYSCALL_FIELDS = [
  { key: 'total', label: 'всего на сообщение', digits: 2 },
  ...SYSCALLS.map((key) => ({ key, label: key, digits: 2, optional: true })),
  { key: 'other', label: 'другие', digits: 2 },
  { key: 'messages', label: 'сообщений', digits: 0 },
  { key: 'tool', label: 'чем считали' },
]
