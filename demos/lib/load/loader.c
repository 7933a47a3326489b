/*
 * The load: many connections, one message under way in each, every byte that comes back compared.
 * What it takes and says stands in loader-protocol.ts.
 *
 * The main thread reads the commands and says the answers; each of THREADS workers has a poller of its own and an equal
 * share of the connections. Per message a worker does one send, one recv, one look at the clock and a share of a wait.
 */
#ifdef __linux__
#define _GNU_SOURCE /* syscall, EPOLLRDHUP */
#endif

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "../args.h"
#include "connection-limits.h"
#include "histogram.h"
#include "poller.h"
#include "timers.h"

/* All times are nanoseconds of CLOCK_MONOTONIC. */
static const uint64_t SECOND = 1000000000, MILLISECOND = 1000000;

enum {
    HEADER = 16,      /* bytes of a message that say whose it is */
    PHASES = 256,     /* places in the pattern where the rest of a message may begin */
    IN_FLIGHT = 128,  /* connections being opened at once: the shortest usual backlog */
    WAKE = -1,        /* the poller's name for the pipe from the main thread */
};

#define REFUSED_FOR (3 * SECOND)   /* nobody listens when none was accepted for so long */
#define STALLED_FOR (10 * SECOND)  /* no more will come when the last one came so long ago */
#define ANSWER_FOR (10 * SECOND)   /* after `stop` */
#define LONGEST_PAUSE (SECOND / 2) /* between two attempts to connect */

/* What a connection is waiting for. */
enum state { UNOPENED, RETRYING, CONNECTING, IDLE, BUSY, THINKING };

struct connection {
    int fd;
    uint8_t state, attempts, address;
    uint32_t sent, received; /* bytes of the message under way */
    uint64_t sequence;       /* of the message under way: so many were answered */
    uint64_t at_mark;        /* `sequence` when the window began */
    uint64_t since;          /* the message was sent */
};

struct worker {
    pthread_t thread;
    int poller, wake[2];
    int first, count; /* its share of the connections */
    struct connection *connections;
    struct timers timers; /* at most one per connection */
    char *outgoing, *incoming;
    uint64_t random;

    int next_unopened, opening, open;
    long retries;
    int last_error; /* why a connection could not be opened; 0 since one could */
    int exhausted;  /* the error that says that this machine gives no more */
    uint64_t last_opened;

    int under_way;    /* messages that are not answered yet */
    uint64_t stop_at; /* after `stop`: when the waiting for them ends */
    struct histogram *histogram;
    uint64_t window_began;

    /* What the main thread reads after a report: the window that ended, then the end. */
    struct histogram *ended;
    uint64_t ended_time;
    uint32_t *per_connection;
    uint64_t answered;
    int unanswered;
};

static struct {
    const char *host;
    int port, connections, bytes, rate, threads;
    struct addrinfo *addresses;
    int address_count;
    _Atomic int good_address; /* the index that answered; -1 until one did */
    char *pattern;
    double think; /* nanoseconds between an answer and the next message, on average */
} load = {.good_address = -1};

static struct worker *workers;
static pthread_mutex_t reports = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t reported = PTHREAD_COND_INITIALIZER;
static int report_count;

enum command { START = 'g', MARK = 'm', STOP = 's' };

static void read_arguments(int count, char **arguments);
static void resolve(void);
static void make_pattern(void);
static void start_workers(void);
static void wait_for_workers(void);
static void tell_workers(enum command command);
static void say_connected(uint64_t began);
static void say_window(struct rusage *before);
static void say_stopped(void);

static uint64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * SECOND + time.tv_nsec;
}

int main(int count, char **arguments)
{
    read_arguments(count, arguments);
    signal(SIGPIPE, SIG_IGN);
    /* A shell's background job has inherited some of them ignored. */
    for (const int *signum = (int[]){SIGINT, SIGTERM, SIGHUP, 0}; *signum; signum++) signal(*signum, SIG_DFL);
    resolve();
    make_pattern();
    raise_descriptors();

    uint64_t began = now();
    start_workers();
    wait_for_workers();
    say_connected(began);

    bool started = false;
    struct rusage usage;
    for (char line[64]; fgets(line, sizeof line, stdin);) {
        line[strcspn(line, "\r\n")] = '\0';
        if (strcmp(line, "stop") == 0) break;
        if (strcmp(line, "start") == 0 && !started) {
            getrusage(RUSAGE_SELF, &usage);
            tell_workers(START);
            started = true;
        } else if (strcmp(line, "mark") == 0 && started) {
            tell_workers(MARK);
            say_window(&usage);
        } else {
            fprintf(stderr, "loader: expected «start» once, then «mark» or «stop», not «%s»\n", line);
            return 2;
        }
    }
    tell_workers(STOP);
    say_stopped();
    return 0;
}

/* ---- What is said ---- */

/* Whoever reads has gone: nothing more to do here. */
static void flush(void)
{
    if (fflush(stdout) != 0) _exit(1);
}

static void print_quoted(const char *text)
{
    putchar('"');
    for (; *text; text++) {
        unsigned char byte = *text;
        if (byte < 0x20) printf("\\u%04x", byte);
        else if (byte == '"' || byte == '\\') printf("\\%c", byte);
        else putchar(byte);
    }
    putchar('"');
}

/* Says what went wrong and ends the program: the first fault is the only one. `connection` -1 means none in particular. */
__attribute__((format(printf, 3, 4), noreturn)) static void fault(const char *kind, int connection,
                                                                  const char *format, ...)
{
    static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;
    char detail[512];
    va_list values;
    va_start(values, format);
    vsnprintf(detail, sizeof detail, format, values);
    va_end(values);

    pthread_mutex_lock(&once);
    flockfile(stdout);
    printf("{\"fault\":{\"kind\":\"%s\"", kind);
    if (connection >= 0) printf(",\"connection\":%d", connection);
    printf(",\"detail\":");
    print_quoted(detail);
    printf("}}\n");
    fflush(stdout);
    _exit(1);
}

/* ---- Before the start ---- */

static int number(int count, char **arguments, int position, const char *name, int usual, int least, int most)
{
    int value = whole(count, arguments, position, name, usual, least);
    if (value <= most) return value;
    fprintf(stderr, "%s: нужно целое число не больше %d, а не «%s»\n", name, most, arguments[position]);
    exit(2);
}

static void read_arguments(int count, char **arguments)
{
    if (count < 4 || count > 7) {
        fprintf(stderr, "Нужно: loader HOST PORT CONNECTIONS [BYTES=64] [RATE=0] [THREADS=1]\n");
        exit(2);
    }
    load.host = arguments[1];
    load.port = number(count, arguments, 2, "PORT", 0, 1, 65535);
    load.connections = number(count, arguments, 3, "CONNECTIONS", 0, 1, 10000000);
    load.bytes = number(count, arguments, 4, "BYTES", 64, HEADER, 1 << 26);
    load.rate = number(count, arguments, 5, "RATE", 0, 0, INT_MAX);
    load.threads = number(count, arguments, 6, "THREADS", 1, 1, 1024);
    if (load.threads > load.connections) load.threads = load.connections;
    load.think = load.rate ? (double)SECOND * load.connections / load.rate : 0;
}

static void resolve(void)
{
    char service[8];
    snprintf(service, sizeof service, "%d", load.port);
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    int error = getaddrinfo(load.host, service, &hints, &load.addresses);
    if (error) {
        fprintf(stderr, "HOST: «%s» — не адрес и не имя: %s\n", load.host, gai_strerror(error));
        exit(2);
    }
    for (struct addrinfo *address = load.addresses; address; address = address->ai_next) load.address_count++;
}

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (memory) return memory;
    fprintf(stderr, "loader: no memory for %zu × %zu bytes\n", count, size);
    exit(1);
}

static uint64_t draw(uint64_t *state)
{
    /* xorshift64* (Vigna, 2016) */
    *state ^= *state >> 12, *state ^= *state << 25, *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

/* 0 … 1 */
static double uniform(uint64_t *state)
{
    return (draw(state) >> 11) * 0x1p-53;
}

static void make_pattern(void)
{
    uint64_t state = 88172645463325252;
    load.pattern = allocate(load.bytes + PHASES, 1);
    for (int i = 0; i < load.bytes + PHASES; i++) load.pattern[i] = draw(&state) >> 56;
}

/* ---- Messages: a header that says whose it is, then a pattern that begins elsewhere in each ---- */

struct header {
    uint64_t sequence;
    uint32_t connection, check;
};

static struct header header_of(uint64_t sequence, uint32_t connection)
{
    uint64_t mixed = (sequence * UINT64_C(0x9E3779B97F4A7C15)) ^ (connection * UINT64_C(0xC2B2AE3D27D4EB4F));
    return (struct header){sequence, connection, mixed >> 32};
}

static const char *rest_of(struct header header)
{
    return load.pattern + header.check % PHASES;
}

/* ---- Workers, as the main thread sees them ---- */

static void *work(void *argument);

static void start_workers(void)
{
    workers = allocate(load.threads, sizeof *workers);
    for (int i = 0, first = 0; i < load.threads; i++) {
        struct worker *worker = &workers[i];
        worker->first = first;
        worker->count = load.connections / load.threads + (i < load.connections % load.threads);
        first += worker->count;
        worker->connections = allocate(worker->count, sizeof *worker->connections);
        worker->timers.heap = allocate(worker->count, sizeof *worker->timers.heap);
        worker->per_connection = allocate(worker->count, sizeof *worker->per_connection);
        worker->histogram = allocate(1, sizeof *worker->histogram);
        worker->ended = allocate(1, sizeof *worker->ended);
        worker->outgoing = allocate(load.bytes, 1);
        worker->incoming = allocate(load.bytes + 1, 1);
        worker->random = now() + i + 1;
        worker->poller = open_poller();
        if (worker->poller < 0 || pipe(worker->wake) != 0 || !watch(worker->poller, worker->wake[0], WAKE)) {
            fprintf(stderr, "loader: cannot open a poller and a pipe: %s\n", strerror(errno));
            exit(1);
        }
        fcntl(worker->wake[0], F_SETFL, O_NONBLOCK);
    }
    for (int i = 0; i < load.threads; i++) {
        int error = pthread_create(&workers[i].thread, NULL, work, &workers[i]);
        if (!error) continue;
        fprintf(stderr, "loader: cannot start thread %d of %d: %s\n", i + 1, load.threads, strerror(error));
        exit(1);
    }
}

static void wait_for_workers(void)
{
    pthread_mutex_lock(&reports);
    while (report_count < load.threads) pthread_cond_wait(&reported, &reports);
    report_count = 0;
    pthread_mutex_unlock(&reports);
}

static void tell_workers(enum command command)
{
    char byte = command;
    for (int i = 0; i < load.threads; i++)
        if (write(workers[i].wake[1], &byte, 1) != 1) abort(); /* a pipe holds more than one byte */
    wait_for_workers();
}

/* ---- What the main thread says ---- */

static void say_connected(uint64_t began)
{
    double seconds = (now() - began) / (double)SECOND;
    int got = 0, error = 0;
    long retries = 0;
    for (int i = 0; i < load.threads; i++) {
        got += workers[i].open;
        retries += workers[i].retries;
        if (workers[i].open < workers[i].count)
            error = workers[i].exhausted ? workers[i].exhausted : workers[i].last_error;
    }
    /* Before the first connection an address that is not available is the other one. */
    const char *limit = got == 0 && error == EADDRNOTAVAIL ? strerror(error) : name_limit(error);
    if (got == 0)
        fault("refused", -1, "expected %d connections to %s port %d, got none in %.1f s: %s", load.connections,
              load.host, load.port, seconds, limit);
    printf("{\"connected\":{\"asked\":%d,\"got\":%d,\"retries\":%ld,\"seconds\":%.6f", load.connections, got, retries,
           seconds);
    if (got < load.connections) {
        printf(",\"limit\":");
        print_quoted(limit);
    }
    printf("}}\n");
    flush();
}

static int compare_counts(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

static double seconds_between(struct timeval from, struct timeval to)
{
    return (to.tv_sec - from.tv_sec) + (to.tv_usec - from.tv_usec) / 1e6;
}

/* The window that ended; `before` is the CPU time at its beginning and becomes that at its end. */
static void say_window(struct rusage *before)
{
    static struct histogram all;
    static uint32_t *counts;
    if (!counts) counts = allocate(load.connections, sizeof *counts);
    struct rusage after;
    getrusage(RUSAGE_SELF, &after);

    memset(&all, 0, sizeof all);
    double seconds = 0;
    int count = 0;
    for (int i = 0; i < load.threads; i++) {
        struct worker *worker = &workers[i];
        merge(&all, worker->ended);
        seconds += worker->ended_time / (double)SECOND / load.threads;
        for (int j = 0; j < worker->open; j++) counts[count++] = worker->per_connection[j];
    }
    qsort(counts, count, sizeof *counts, compare_counts);

    printf("{\"window\":{\"seconds\":%.9f,\"messages\":%llu", seconds, (unsigned long long)all.count);
    if (all.count > 0)
        printf(",\"latency_us\":{\"mean\":%.3f,\"p50\":%.3f,\"p95\":%.3f,\"p99\":%.3f,\"max\":%.3f}",
               (double)all.sum / all.count / 1e3, percentile(&all, 50) / 1e3, percentile(&all, 95) / 1e3,
               percentile(&all, 99) / 1e3, all.max / 1e3);
    printf(",\"per_connection\":{\"least\":%u,\"p5\":%u,\"p50\":%u,\"p95\":%u,\"most\":%u}", counts[0],
           counts[nearest_rank(5, count) - 1], counts[nearest_rank(50, count) - 1], counts[nearest_rank(95, count) - 1],
           counts[count - 1]);
    printf(",\"cpu\":{\"user\":%.6f,\"system\":%.6f}}}\n", seconds_between(before->ru_utime, after.ru_utime),
           seconds_between(before->ru_stime, after.ru_stime));
    flush();
    *before = after;
}

/* Messages that never came back are a fault, too. */
static void say_stopped(void)
{
    uint64_t messages = 0;
    int unanswered = 0;
    for (int i = 0; i < load.threads; i++) {
        messages += workers[i].answered;
        unanswered += workers[i].unanswered;
    }
    printf("{\"stopped\":{\"messages\":%llu,\"unanswered\":%d}}\n", (unsigned long long)messages, unanswered);
    flush();
    if (unanswered > 0)
        fault("unanswered", -1, "expected an answer within %d s after «stop», got none on %d of the connections",
              (int)(ANSWER_FOR / SECOND), unanswered);
}

/* ---- The loop of a worker ---- */

static void open_more(struct worker *worker);
static uint64_t opening_ends(const struct worker *worker);
static void give_up_opening(struct worker *worker);
static void on_command(struct worker *worker);
static void on_ready(struct worker *worker, const struct ready *ready, uint64_t *time);
static void on_timer(struct worker *worker, int index);
static void settle(struct worker *worker);

/* What the main thread asked for is done; the first report is that the connections are open. */
static void report(void)
{
    pthread_mutex_lock(&reports);
    report_count++;
    pthread_cond_signal(&reported);
    pthread_mutex_unlock(&reports);
}

static bool opened_all(const struct worker *worker)
{
    return worker->next_unopened == worker->count && worker->opening == 0;
}

/* It ends with the program. */
static void *work(void *argument)
{
    struct worker *worker = argument;
    struct ready ready[BATCH];
    bool opening = true, stopping = true;
    for (uint64_t time = worker->last_opened = now();;) {
        if (opening) {
            if (time >= opening_ends(worker)) give_up_opening(worker);
            open_more(worker);
            opening = !opened_all(worker);
            if (!opening) report();
        }
        if (stopping && worker->stop_at && (worker->under_way == 0 || time >= worker->stop_at)) {
            stopping = false;
            settle(worker);
            report();
        }

        uint64_t next = next_timer(&worker->timers);
        if (opening && opening_ends(worker) < next) next = opening_ends(worker);
        if (stopping && worker->stop_at && worker->stop_at < next) next = worker->stop_at;
        if (next != UINT64_MAX) time = now();
        int64_t timeout = next == UINT64_MAX ? -1 : next > time ? (int64_t)(next - time) : 0;
        int count = wait_ready(worker->poller, ready, timeout);
        if (count < 0 && errno != EINTR) {
            fprintf(stderr, "loader: cannot wait for events: %s\n", strerror(errno));
            _exit(1);
        }

        for (int i = 0; i < count; i++) {
            if (ready[i].connection == WAKE) on_command(worker);
            else on_ready(worker, &ready[i], &time);
        }
        if (next_timer(&worker->timers) != UINT64_MAX || opening || worker->stop_at) time = now();
        while (next_timer(&worker->timers) <= time) on_timer(worker, take_timer(&worker->timers));
    }
}

/* ---- Opening ---- */

static void open_connection(struct worker *worker, int index);
static void on_opening_failed(struct worker *worker, int index, int error);

static void open_more(struct worker *worker)
{
    int at_once = IN_FLIGHT / load.threads > 0 ? IN_FLIGHT / load.threads : 1;
    while (worker->opening < at_once && worker->next_unopened < worker->count) {
        worker->opening++;
        open_connection(worker, worker->next_unopened++);
    }
}

static uint64_t opening_ends(const struct worker *worker)
{
    /* Silence is not a refusal: a packet may have been lost. */
    bool refused = worker->open == 0 && worker->last_error != 0;
    return worker->last_opened + (refused ? REFUSED_FOR : STALLED_FOR);
}

static void open_connection(struct worker *worker, int index)
{
    struct connection *connection = &worker->connections[index];
    /* A name may stand for several addresses and only one of them be listened on: the one that answered is kept to. */
    int good = load.good_address;
    connection->address = good >= 0 ? good : connection->attempts % load.address_count;
    struct addrinfo *address = load.addresses;
    for (int i = 0; i < connection->address; i++) address = address->ai_next;

    connection->state = CONNECTING;
    connection->fd = socket(address->ai_family, address->ai_socktype, address->ai_protocol);
    int on = 1;
    bool opening = connection->fd >= 0 && fcntl(connection->fd, F_SETFL, O_NONBLOCK) == 0 &&
                   setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0 &&
                   (connect(connection->fd, address->ai_addr, address->ai_addrlen) == 0 || errno == EINPROGRESS) &&
                   watch(worker->poller, connection->fd, index) && want_room(worker->poller, connection->fd, index);
    if (!opening) on_opening_failed(worker, index, errno);
}

static void on_opened(struct worker *worker, int index)
{
    struct connection *connection = &worker->connections[index];
    int error = 0;
    socklen_t size = sizeof error;
    if (getsockopt(connection->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
    if (error) {
        on_opening_failed(worker, index, error);
        return;
    }
    connection->state = IDLE;
    load.good_address = connection->address;
    worker->opening--;
    worker->open++;
    worker->last_error = 0;
    worker->last_opened = now();
}

/* Tries again later, or, where this machine gives no more, asks for no more. */
static void on_opening_failed(struct worker *worker, int index, int error)
{
    struct connection *connection = &worker->connections[index];
    if (connection->fd >= 0) close(connection->fd);
    worker->last_error = error;
    if (error == EMFILE || error == ENFILE || error == ENOMEM || error == ENOBUFS || error == ENOSPC) {
        worker->exhausted = error;
        connection->state = UNOPENED;
        worker->opening--;
        worker->next_unopened = worker->count;
        return;
    }
    uint64_t pause = 10 * MILLISECOND << (connection->attempts < 8 ? connection->attempts : 8);
    if (connection->attempts < UINT8_MAX) connection->attempts++;
    worker->retries++;
    connection->state = RETRYING;
    add_timer(&worker->timers, now() + (pause < LONGEST_PAUSE ? pause : LONGEST_PAUSE), index);
}

static void give_up_opening(struct worker *worker)
{
    if (worker->last_error == 0) worker->last_error = ETIMEDOUT;
    for (int i = 0; i < worker->count; i++) {
        struct connection *connection = &worker->connections[i];
        if (connection->state == CONNECTING) close(connection->fd);
        if (connection->state != IDLE) connection->state = UNOPENED;
    }
    worker->timers.count = 0; /* they were all for further attempts */
    worker->opening = 0;
    worker->next_unopened = worker->count;
}

/* ---- Commands ---- */

static void send_message(struct worker *worker, int index, uint64_t time);

static void begin(struct worker *worker)
{
    worker->window_began = now();
    for (int i = 0; i < worker->count; i++) {
        if (worker->connections[i].state != IDLE) continue;
        if (load.think == 0) {
            send_message(worker, i, now());
            continue;
        }
        /* Not all at once: the first pause is a random part of the usual one. */
        worker->connections[i].state = THINKING;
        add_timer(&worker->timers, worker->window_began + load.think * uniform(&worker->random), i);
    }
}

/* Hands the window to the main thread and begins the next, between two messages. */
static void end_window(struct worker *worker)
{
    struct histogram *empty = worker->ended;
    memset(empty, 0, sizeof *empty);
    worker->ended = worker->histogram;
    worker->histogram = empty;
    uint64_t time = now();
    worker->ended_time = time - worker->window_began;
    worker->window_began = time;
    for (int i = 0, open = 0; i < worker->count; i++) {
        struct connection *connection = &worker->connections[i];
        if (connection->state == UNOPENED) continue;
        worker->per_connection[open++] = connection->sequence - connection->at_mark;
        connection->at_mark = connection->sequence;
    }
}

static void on_command(struct worker *worker)
{
    for (char command; read(worker->wake[0], &command, 1) == 1;) {
        if (command == STOP) worker->stop_at = now() + ANSWER_FOR; /* reported when all is answered */
        if (command == START) begin(worker);
        if (command == MARK) end_window(worker);
        if (command != STOP) report();
    }
}

/* What is said at the end. */
static void settle(struct worker *worker)
{
    for (int i = 0; i < worker->count; i++) worker->answered += worker->connections[i].sequence;
    worker->unanswered = worker->under_way;
}

/* ---- Messages there and back ---- */

static void send_rest(struct worker *worker, int index);
static bool receive(struct worker *worker, int index, uint64_t *time);
static void check(struct worker *worker, int index, uint32_t length);
static void on_answered(struct worker *worker, int index, uint64_t time);

static void on_ready(struct worker *worker, const struct ready *ready, uint64_t *time)
{
    int index = ready->connection;
    struct connection *connection = &worker->connections[index];
    if (connection->state == CONNECTING) on_opened(worker, index);
    /* An event may be of a connection that was closed since. */
    if (connection->state == UNOPENED || connection->state == RETRYING) return;

    if (ready->writable && connection->state == BUSY && connection->sent < (uint32_t)load.bytes)
        send_rest(worker, index);
    /* The end stands behind what was sent before it. */
    if (ready->readable || ready->ended)
        while (receive(worker, index, time) && ready->ended) continue;
}

static void on_timer(struct worker *worker, int index)
{
    struct connection *connection = &worker->connections[index];
    if (connection->state == RETRYING) open_connection(worker, index);
    else if (worker->stop_at) connection->state = IDLE;
    else send_message(worker, index, now());
}

/* `time` is now: the message's latency counts from it. */
static void send_message(struct worker *worker, int index, uint64_t time)
{
    struct connection *connection = &worker->connections[index];
    connection->state = BUSY;
    connection->since = time;
    connection->sent = connection->received = 0;
    worker->under_way++;
    send_rest(worker, index);
}

static void send_rest(struct worker *worker, int index)
{
    struct connection *connection = &worker->connections[index];
    struct header header = header_of(connection->sequence, worker->first + index);
    memcpy(worker->outgoing, &header, HEADER);
    memcpy(worker->outgoing + HEADER, rest_of(header), load.bytes - HEADER);
    while (connection->sent < (uint32_t)load.bytes) {
        ssize_t sent = send(connection->fd, worker->outgoing + connection->sent, load.bytes - connection->sent, 0);
        if (sent >= 0) connection->sent += sent;
        else if (errno == EAGAIN || errno == EWOULDBLOCK) break;
        else if (errno != EINTR)
            fault("closed", worker->first + index, "message %llu: expected to send it, got %s",
                  (unsigned long long)connection->sequence, strerror(errno));
    }
    if (connection->sent < (uint32_t)load.bytes && !want_room(worker->poller, connection->fd, index))
        fault("closed", worker->first + index, "expected to watch it, got %s", strerror(errno));
}

/* Reads once and compares; false when there was nothing to read. `time` becomes now where a message is whole. */
static bool receive(struct worker *worker, int index, uint64_t *time)
{
    struct connection *connection = &worker->connections[index];
    /* One byte more than is due: what is too much is seen at once, and a short read means that no more is there. */
    uint32_t due = connection->state == BUSY ? load.bytes - connection->received : 0;
    ssize_t length = recv(connection->fd, worker->incoming, due + 1, 0);
    if (length < 0 && errno == EINTR) return true;
    if (length < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return false;
    if (length <= 0 && due == 0 && worker->stop_at) return false; /* it has been of use */
    if (length <= 0)
        fault("closed", worker->first + index, "message %llu: expected %d bytes back, got %u and then %s",
              (unsigned long long)connection->sequence, load.bytes, connection->received,
              length == 0 ? "the end of the connection" : strerror(errno));
    check(worker, index, length);
    connection->received += length;
    if (connection->received == (uint32_t)load.bytes) on_answered(worker, index, *time = now());
    return true;
}

static void on_answered(struct worker *worker, int index, uint64_t time)
{
    struct connection *connection = &worker->connections[index];
    record(worker->histogram, time - connection->since);
    connection->sequence++;
    worker->under_way--;
    if (worker->stop_at) {
        connection->state = IDLE;
    } else if (load.think == 0) {
        send_message(worker, index, time);
    } else {
        connection->state = THINKING;
        add_timer(&worker->timers, time + load.think * (0.5 + uniform(&worker->random)), index);
    }
}

static void report_wrong(struct worker *worker, int index, struct header expected, uint32_t length);

/* Compares what came with that part of the message where it belongs. */
static void check(struct worker *worker, int index, uint32_t length)
{
    struct connection *connection = &worker->connections[index];
    unsigned long long sequence = connection->sequence;
    uint32_t from = connection->received;
    if (connection->state != BUSY)
        fault("wrong", worker->first + index, "expected nothing between messages %lld and %llu, got %u bytes or more",
              (long long)sequence - 1, sequence, length);
    if (from + length > (uint32_t)load.bytes)
        fault("wrong", worker->first + index, "message %llu: expected %d bytes back, got %u or more", sequence,
              load.bytes, from + length);
    if (from + length > connection->sent)
        fault("wrong", worker->first + index, "message %llu: expected at most the %u bytes sent so far, got %u",
              sequence, connection->sent, from + length);

    struct header header = header_of(connection->sequence, worker->first + index);
    uint32_t of_header = from >= HEADER ? 0 : length < HEADER - from ? length : HEADER - from;
    if (memcmp(worker->incoming, (char *)&header + from, of_header) != 0 ||
        memcmp(worker->incoming + of_header, rest_of(header) + from + of_header - HEADER, length - of_header) != 0)
        report_wrong(worker, index, header, length);
}

/* Names the first byte that differs and, where the bytes are those of another message, that. */
static void report_wrong(struct worker *worker, int index, struct header expected, uint32_t length)
{
    const struct connection *connection = &worker->connections[index];
    const unsigned char *came = (unsigned char *)worker->incoming;
    uint32_t at = connection->received;
    unsigned char byte;
    for (;; at++, came++) {
        byte = at < HEADER ? ((unsigned char *)&expected)[at] : (unsigned char)rest_of(expected)[at - HEADER];
        if (byte != *came) break;
    }
    char whose[80] = "";
    struct header header;
    if (connection->received == 0 && length >= HEADER) {
        memcpy(&header, worker->incoming, HEADER);
        if (header.check == header_of(header.sequence, header.connection).check && at < HEADER)
            snprintf(whose, sizeof whose, "; it is message %llu of connection %u", (unsigned long long)header.sequence,
                     header.connection);
    }
    fault("wrong", worker->first + index, "message %llu, byte %u of %d: expected 0x%02x, got 0x%02x%s",
          (unsigned long long)connection->sequence, at, load.bytes, byte, *came, whose);
}
