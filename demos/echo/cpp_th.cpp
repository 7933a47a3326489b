// lane: C++, поток на соединение
// A thread per connection, in blocking calls.
#include "../lib/echo.h"
#include "../lib/limits.h"
#include <pthread.h>

constexpr size_t STACK = 128 << 10; // bytes: the usual 8 MiB of addresses each would run into limits sooner

static bool send_all(int connection, const char *bytes, size_t size);

// region: echo
static void *serve(void *argument)
{
    int client = int(intptr_t(argument));
    char buffer[echo::CHUNK];
    for (;;) {
        auto size = recv(client, buffer, sizeof buffer, 0);
        if (size <= 0) break; // its end, or a reset
        if (!send_all(client, buffer, size)) break;
    }
    close(client);
    return nullptr;
}
// endregion

int main(int count, char **arguments)
{
    int listener = echo::listen(count, arguments);
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, STACK);
    pthread_attr_setdetachstate(&small, PTHREAD_CREATE_DETACHED);
    for (;;) {
        int connection = echo::accept(listener);
        if (connection < 0) continue;
        pthread_t thread;
        if (pthread_create(&thread, &small, serve, reinterpret_cast<void *>(intptr_t(connection))) != 0)
            echo::refuse(connection, reached_limit);
    }
}

static bool send_all(int connection, const char *bytes, size_t size)
{
    std::string_view data(bytes, size);
    while (!data.empty())
        if (!echo::send_some(connection, data)) return false;
    return true;
}
