/* Limits on how many connections one process can open: the one that can be raised is, the one that was reached is named. */
#ifndef LOAD_CONNECTION_LIMITS_H
#define LOAD_CONNECTION_LIMITS_H

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#ifdef __APPLE__
#include <sys/sysctl.h>
#endif

#ifdef __APPLE__
/* A number that sysctl(8) shows; 0 where there is none. */
static int kernel_number(const char *name)
{
    int value = 0;
    size_t size = sizeof value;
    return sysctlbyname(name, &value, &size, NULL, 0) == 0 ? value : 0;
}
#endif

/* To what is allowed without asking anybody. */
static void raise_descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
#ifdef __APPLE__
    rlim_t most = kernel_number("kern.maxfilesperproc"); /* more is refused, be the hard limit infinite */
    if (most && limit.rlim_cur > most) limit.rlim_cur = most;
#endif
    setrlimit(RLIMIT_NOFILE, &limit); /* refused: fewer connections, and the limit is named then */
}

/* The text of a setting under /proc/sys, such as "32768	60999"; false where there is none. */
static bool read_setting(const char *path, char *text, int size)
{
    FILE *file = fopen(path, "r");
    bool found = file && fgets(text, size, file);
    if (file) fclose(file);
    if (found) text[strcspn(text, "\n")] = '\0';
    return found;
}

/* What stopped the opening of connections, by name and value where it is a limit; else the kernel's words. */
static const char *name_limit(int error)
{
    static char text[128];
    char value[64];
    struct rlimit descriptors;
    int first = 0, last = 0;
    if (error == EMFILE && getrlimit(RLIMIT_NOFILE, &descriptors) == 0)
        snprintf(text, sizeof text, "RLIMIT_NOFILE = %llu", (unsigned long long)descriptors.rlim_cur);
    else if (error == ENFILE && read_setting("/proc/sys/fs/file-max", value, sizeof value))
        snprintf(text, sizeof text, "fs.file-max = %s", value);
    else if (error == ENOSPC && read_setting("/proc/sys/fs/epoll/max_user_watches", value, sizeof value))
        snprintf(text, sizeof text, "fs.epoll.max_user_watches = %s", value);
    else if (error == EADDRNOTAVAIL && read_setting("/proc/sys/net/ipv4/ip_local_port_range", value, sizeof value) &&
             sscanf(value, "%d %d", &first, &last) == 2)
        snprintf(text, sizeof text, "net.ipv4.ip_local_port_range = %d %d (%d ports)", first, last, last - first + 1);
#ifdef __APPLE__
    else if (error == EADDRNOTAVAIL && (first = kernel_number("net.inet.ip.portrange.first")) &&
             (last = kernel_number("net.inet.ip.portrange.last")))
        snprintf(text, sizeof text, "net.inet.ip.portrange = %d %d (%d ports)", first, last, last - first + 1);
#endif
    else
        snprintf(text, sizeof text, "%s", strerror(error));
    return text;
}

#endif
