/*
 * Measures the way from the loader's machine to the backend's: connects to HOST PORT and asks COUNT times for the time
 * there. For each answer prints one line, `sent there received`: microseconds since 1970, the first and the last by the clock
 * of this machine, the second as it was answered. Status 1 and the system's words where it cannot be reached.
 *
 *     probe HOST PORT COUNT
 */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE = 5000 }; /* milliseconds */

static int connect_to(const char *host, const char *port);
static void ask(int fd, char *answer, size_t size);
static void fail(const char *why);

static long long microseconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

int main(int count, char **arguments)
{
    if (count != 4) fail("expected HOST PORT COUNT");
    signal(SIGPIPE, SIG_IGN);
    int fd = connect_to(arguments[1], arguments[2]);
    for (int left = atoi(arguments[3]); left > 0; left--) {
        char answer[64];
        long long sent = microseconds();
        ask(fd, answer, sizeof answer);
        printf("%lld %s %lld\n", sent, answer, microseconds());
    }
    return 0;
}

static int connect_to(const char *host, const char *port)
{
    struct addrinfo *found, hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    int error = getaddrinfo(host, port, &hints, &found);
    if (error) fail(gai_strerror(error));
    int fd = socket(found->ai_family, SOCK_STREAM, 0), on = 1;
    if (fd < 0) fail(strerror(errno));
    fcntl(fd, F_SETFL, O_NONBLOCK);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(fd, found->ai_addr, found->ai_addrlen) == 0) return fd;
    if (errno != EINPROGRESS) fail(strerror(errno));
    if (poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, PATIENCE) != 1) fail(strerror(ETIMEDOUT));
    socklen_t size = sizeof error;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error) fail(strerror(error));
    return fd;
}

/* Sends an empty line, reads a line. */
static void ask(int fd, char *answer, size_t size)
{
    if (send(fd, "\n", 1, 0) != 1) fail(strerror(errno));
    for (size_t length = 0; length < size; length++) {
        if (poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, PATIENCE) != 1) fail(strerror(ETIMEDOUT));
        ssize_t got = recv(fd, answer + length, 1, 0);
        if (got < 0) fail(strerror(errno));
        if (got == 0) fail("the connection was closed");
        if (answer[length] != '\n') continue;
        answer[length] = '\0';
        return;
    }
    fail("an answer is too long");
}

static void fail(const char *why)
{
    fprintf(stderr, "%s\n", why);
    exit(1);
}
