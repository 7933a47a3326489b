/*
 * What says which connections are ready: epoll on Linux, kqueue on macOS and the BSDs (and elsewhere with -DUSE_KQUEUE).
 * Edge-triggered: an event is said once, when it comes.
 */
#ifndef LOAD_POLLER_H
#define LOAD_POLLER_H

#if defined(__APPLE__) || defined(__FreeBSD__) || defined(__OpenBSD__) || defined(__NetBSD__)
#define USE_KQUEUE
#endif

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>
#ifdef USE_KQUEUE
#include <sys/types.h>
#include <sys/event.h>
#else
#include <stdatomic.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#endif

enum { BATCH = 256 /* events taken from the kernel at once */ };

struct ready {
    int connection; /* as it was named to watch() */
    bool readable, writable, ended;
};

#ifdef USE_KQUEUE

static int open_poller(void)
{
    return kqueue();
}

/* False with errno where it cannot be watched. */
static bool change(int poller, int fd, int filter, int flags, int connection)
{
    struct kevent event;
    EV_SET(&event, fd, filter, EV_ADD | flags, 0, 0, (void *)(intptr_t)connection);
    return kevent(poller, &event, 1, NULL, 0, NULL) == 0;
}

static bool watch(int poller, int fd, int connection)
{
    return change(poller, fd, EVFILT_READ, EV_CLEAR, connection);
}

/* Asks to hear once when there is room to write, or when the connection is open. */
static bool want_room(int poller, int fd, int connection)
{
    return change(poller, fd, EVFILT_WRITE, EV_ONESHOT, connection);
}

/* Waits no longer than `nanoseconds` (−1: for ever). */
static int wait_ready(int poller, struct ready *ready, int64_t nanoseconds)
{
    struct kevent events[BATCH];
    struct timespec time = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    int count = kevent(poller, NULL, 0, events, BATCH, nanoseconds < 0 ? NULL : &time);
    for (int i = 0; i < count; i++)
        ready[i] = (struct ready){
            .connection = (int)(intptr_t)events[i].udata,
            .readable = events[i].filter == EVFILT_READ,
            .writable = events[i].filter == EVFILT_WRITE,
            .ended = events[i].flags & EV_EOF,
        };
    return count;
}

#else

static int open_poller(void)
{
    return epoll_create1(EPOLL_CLOEXEC);
}

/* False with errno where it cannot be watched. */
static bool watch(int poller, int fd, int connection)
{
    struct epoll_event event = {EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, {.fd = connection}};
    return epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) == 0;
}

/* Asks to hear when there is room to write, or when the connection is open: epoll says that in any case. */
static bool want_room(int poller, int fd, int connection)
{
    (void)poller, (void)fd, (void)connection;
    return true;
}

/* epoll_wait with a timeout in nanoseconds (Linux 5.11); −1: for ever. */
static int wait_epoll(int poller, struct epoll_event *events, int64_t nanoseconds)
{
#ifdef SYS_epoll_pwait2
    static _Atomic bool unknown;
    if (nanoseconds > 0 && !unknown) {
        int64_t time[] = {nanoseconds / 1000000000, nanoseconds % 1000000000}; /* __kernel_timespec */
        int count = syscall(SYS_epoll_pwait2, poller, events, BATCH, time, NULL, 0);
        if (count >= 0 || (errno != ENOSYS && errno != EPERM)) return count;
        unknown = true;
    }
#endif
    int64_t unit = 1000000, milliseconds = nanoseconds < 0 ? -1 : (nanoseconds + unit - 1) / unit;
    return epoll_wait(poller, events, BATCH, milliseconds > INT_MAX ? INT_MAX : milliseconds);
}

/* Waits no longer than `nanoseconds` (−1: for ever). */
static int wait_ready(int poller, struct ready *ready, int64_t nanoseconds)
{
    struct epoll_event events[BATCH];
    int count = wait_epoll(poller, events, nanoseconds);
    for (int i = 0; i < count; i++)
        ready[i] = (struct ready){
            .connection = events[i].data.fd,
            .readable = events[i].events & EPOLLIN,
            .writable = events[i].events & EPOLLOUT,
            .ended = events[i].events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR),
        };
    return count;
}

#endif

#endif
