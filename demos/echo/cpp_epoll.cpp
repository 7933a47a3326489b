// lane: C++, epoll
// One thread; epoll says which sockets are ready.
#if !__has_include(<sys/epoll.h>)
#error "epoll is there on Linux only"
#else
#include "../lib/echo.h"
#include <sys/epoll.h>
#include <unordered_map>

static int epoll;
// What a client that does not read still has to get; it is not read from meanwhile.
static std::unordered_map<int, std::string> rests;

static void watch(int operation, int socket, uint32_t events);
static void welcome(int listener);
static void send(int connection, std::string_view data);

// region: echo
static void on_ready(int connection)
{
    static char buffer[echo::CHUNK];
    if (auto rest = rests.extract(connection)) {
        watch(EPOLL_CTL_MOD, connection, EPOLLIN);
        return send(connection, rest.mapped());
    }
    auto size = recv(connection, buffer, sizeof buffer, 0);
    if (size > 0) send(connection, {buffer, size_t(size)});
    else close(connection); // its end, or a reset
}
// endregion

int main(int count, char **arguments)
{
    int listener = echo::listen(count, arguments);
    echo::set_nonblocking(listener);
    epoll = epoll_create1(0);
    watch(EPOLL_CTL_ADD, listener, EPOLLIN);
    for (epoll_event events[1024];;) {
        int ready = epoll_wait(epoll, events, 1024, -1);
        for (int i = 0; i < ready; i++)
            if (events[i].data.fd == listener) welcome(listener);
            else on_ready(events[i].data.fd);
    }
}

static void watch(int operation, int socket, uint32_t events)
{
    epoll_event event = {};
    event.events = events;
    event.data.fd = socket;
    epoll_ctl(epoll, operation, socket, &event);
}

static void welcome(int listener)
{
    for (int connection; (connection = echo::accept(listener)) >= 0;) {
        echo::set_nonblocking(connection);
        watch(EPOLL_CTL_ADD, connection, EPOLLIN);
    }
}

static void send(int connection, std::string_view data)
{
    if (!echo::send_some(connection, data)) {
        close(connection);
    } else if (!data.empty()) {
        rests.emplace(connection, data);
        watch(EPOLL_CTL_MOD, connection, EPOLLOUT);
    }
}
#endif
