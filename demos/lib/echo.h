// What every C++ lane of `echo` needs around its idea: arguments, the listening socket, sentences for the limits.
#ifndef DEMO_ECHO_H
#define DEMO_ECHO_H

#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "args.h"

namespace echo {

constexpr int BACKLOG = 65535; // the kernel makes it net.core.somaxconn
constexpr size_t CHUNK = 65536; // bytes asked for at once
constexpr int HIGHEST_PORT = 65535;

[[noreturn]] inline void end(int code, const std::string &sentence)
{
    fprintf(stderr, "%s\n", sentence.c_str());
    exit(code);
}

// Makes the soft limit on descriptors the hard one, or what the system agrees to.
inline void raise_descriptor_limit()
{
    rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    for (rlim_t wanted : {limit.rlim_max, rlim_t{1} << 20, rlim_t{24576}, rlim_t{10240}}) {
        if (wanted <= limit.rlim_cur) return;
        rlimit raised = {wanted, limit.rlim_max};
        if (setrlimit(RLIMIT_NOFILE, &raised) == 0) return;
    }
}

inline std::string why_not(const char *host, int port)
{
    std::string number = std::to_string(port);
    switch (errno) {
    case EADDRINUSE:
        return "Порт " + number + " занят: остановите того, кто его слушает, или назовите другой порт";
    case EACCES:
    case EPERM:
        return "Порт " + number + " слушать не разрешено: назовите порт от 1024";
    case EADDRNOTAVAIL:
        return std::string("Адреса ") + host + " у этой машины нет: назовите её адрес, такой как 127.0.0.1";
    }
    return std::string("Не могу слушать ") + host + ":" + number + ": " + strerror(errno);
}

// Prints where a socket listens; with the port 0 the kernel has chosen one.
inline void say_where(int listener)
{
    sockaddr_storage bound;
    socklen_t size = sizeof bound;
    getsockname(listener, reinterpret_cast<sockaddr *>(&bound), &size);
    char host[NI_MAXHOST], port[NI_MAXSERV];
    getnameinfo(reinterpret_cast<sockaddr *>(&bound), size, host, sizeof host, port, sizeof port,
                NI_NUMERICHOST | NI_NUMERICSERV);
    printf(bound.ss_family == AF_INET6 ? "Слушаю [%s]:%s\n" : "Слушаю %s:%s\n", host, port);
    fflush(stdout);
}

// The listening socket of `program [PORT=8888] [HOST=127.0.0.1]`, blocking; says where it listens.
// Accepted sockets have TCP_NODELAY because this one has: Linux, macOS and the BSDs hand it down.
// Ends the program with a sentence: 2 for wrong arguments, 1 where it cannot listen.
inline int listen(int count, char **arguments)
{
    signal(SIGPIPE, SIG_IGN);
    raise_descriptor_limit();
    int port = whole(count, arguments, 1, "port", 8888, 0);
    if (port > HIGHEST_PORT)
        end(2, "port: нужно целое число не больше " + std::to_string(HIGHEST_PORT) + ", а не «" + arguments[1] + "»");
    if (count > 3) end(2, std::string("Лишний аргумент «") + arguments[3] + "»: нужны только port и host");
    const char *host = count > 2 ? arguments[2] : "127.0.0.1";
    addrinfo hints = {}, *found = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    if (!*host || getaddrinfo(host, std::to_string(port).c_str(), &hints, &found) != 0)
        end(2, std::string("host: нужен адрес этой машины, такой как 127.0.0.1, а не «") + host + "»");

    int listener = socket(found->ai_family, SOCK_STREAM, 0), yes = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (bind(listener, found->ai_addr, found->ai_addrlen) != 0 || ::listen(listener, BACKLOG) != 0)
        end(1, why_not(host, port));
    freeaddrinfo(found);
    say_where(listener);
    return listener;
}

inline void set_nonblocking(int socket)
{
    fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK);
}

// Closes a connection that cannot be served; the first time says which limit is behind it. The others are served on.
// Limit: a function such as reached_limit, called once because it looks at all processes.
template <typename Limit> void refuse(int connection, Limit limit)
{
    static bool said = false;
    close(connection);
    if (said) return;
    said = true;
    const char *name = limit();
    fprintf(stderr, "Больше соединений не обслужить, мешает предел: %s\n", name ? name : "неизвестный предел системы");
}

inline const char *descriptor_limit()
{
    static char text[64];
    rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    snprintf(text, sizeof text, "RLIMIT_NOFILE = %llu", (unsigned long long)limit.rlim_cur);
    return text;
}

// The next connection; -1 when there is none now, or when it is gone already or one too many.
inline int accept(int listener)
{
    static int spare = open("/dev/null", O_RDONLY); // given up to accept, and to close at once, when there are no more
    int connection = ::accept(listener, nullptr, nullptr);
    if (connection >= 0 || (errno != EMFILE && errno != ENFILE)) return connection;
    close(spare);
    connection = ::accept(listener, nullptr, nullptr);
    spare = open("/dev/null", O_RDONLY);
    if (spare >= 0 || connection < 0) return connection; // others have closed theirs while this was waited for
    refuse(connection, descriptor_limit);
    spare = open("/dev/null", O_RDONLY);
    return -1;
}

// Sends what fits into the kernel's buffer now and takes it off `data`; false when the connection is broken.
inline bool send_some(int connection, std::string_view &data)
{
    ssize_t sent = ::send(connection, data.data(), data.size(), 0);
    if (sent < 0) return errno == EAGAIN;
    data.remove_prefix(sent);
    return true;
}

} // namespace echo

#endif
