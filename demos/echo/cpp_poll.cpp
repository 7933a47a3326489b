// lane: C++, poll
// One thread; the list of sockets is handed to the kernel, and walked by both, each time.
#include "../lib/echo.h"
#include <poll.h>
#include <unordered_map>
#include <vector>

static std::vector<pollfd> sockets; // the first is the listener
// What a client that does not read still has to get; it is not read from meanwhile.
static std::unordered_map<int, std::string> rests;

static void welcome(int listener);
static bool echo_ready(pollfd &entry);
static void forget(size_t place);

// region: echo
static void serve()
{
    for (;;) {
        poll(sockets.data(), sockets.size(), -1);
        for (size_t i = sockets.size(); --i > 0;) {
            if (!sockets[i].revents) continue;
            if (!echo_ready(sockets[i])) forget(i);
        }
        if (sockets[0].revents) welcome(sockets[0].fd);
    }
}
// endregion

int main(int count, char **arguments)
{
    int listener = echo::listen(count, arguments);
    echo::set_nonblocking(listener);
    sockets.push_back({listener, POLLIN, 0});
    serve();
}

static void welcome(int listener)
{
    for (int connection; (connection = echo::accept(listener)) >= 0;) {
        echo::set_nonblocking(connection);
        sockets.push_back({connection, POLLIN, 0});
    }
}

// Sends the rest, or else what comes; false when the connection is to be closed.
static bool echo_ready(pollfd &entry)
{
    static char buffer[echo::CHUNK];
    std::string_view data;
    auto rest = rests.extract(entry.fd);
    if (rest) {
        data = rest.mapped();
    } else {
        auto size = recv(entry.fd, buffer, sizeof buffer, 0);
        if (size <= 0) return false; // its end, or a reset
        data = {buffer, size_t(size)};
    }
    if (!echo::send_some(entry.fd, data)) return false;
    entry.events = data.empty() ? POLLIN : POLLOUT;
    if (!data.empty()) rests.emplace(entry.fd, data);
    return true;
}

// The last takes its place: it has been looked at already.
static void forget(size_t place)
{
    close(sockets[place].fd);
    sockets[place] = sockets.back();
    sockets.pop_back();
}
