/*
 * Names the limit that stopped the creation of threads or processes. The kernel says only EAGAIN or ENOMEM, so each
 * limit that could be behind it is compared with what is in use.
 */
#ifndef DEMO_LIMITS_H
#define DEMO_LIMITS_H

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "memory.h"

struct nearest {
    double share;
    char text[96];
};

static void compare(struct nearest *nearest, const char *name, long used, long limit)
{
    if (limit <= 0 || (double)used / limit <= nearest->share) return;
    nearest->share = (double)used / limit;
    snprintf(nearest->text, sizeof nearest->text, "%s = %ld", name, limit);
}

/* The number that a file holds; 0 when there is none. */
static long number_in(const char *path)
{
    long number = 0;
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    if (fscanf(file, "%ld", &number) != 1) number = 0;
    fclose(file);
    return number;
}

static void compare_cgroups(struct nearest *nearest)
{
    char line[4096], folder[4200], path[4300];
    FILE *file = fopen("/proc/self/cgroup", "r");
    while (file && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        char *controllers = strchr(line, ':') + 1, *group = strchr(controllers, ':');
        *group++ = '\0';
        if (*controllers && strcmp(controllers, "pids") != 0) continue;
        snprintf(folder, sizeof folder, "/sys/fs/cgroup/%s%s", controllers, group);
        for (char *slash; (slash = strrchr(folder, '/')) != folder; *slash = '\0') {
            snprintf(path, sizeof path, "%s/pids.current", folder);
            long used = number_in(path);
            snprintf(path, sizeof path, "%s/pids.max", folder);
            compare(nearest, "cgroup pids.max", used, number_in(path));
        }
    }
    if (file) fclose(file);
}

static long tasks_of_user(long user)
{
    char path[300], line[256];
    long tasks = 0;
    DIR *processes = opendir("/proc");
    for (struct dirent *entry; processes && (entry = readdir(processes));) {
        snprintf(path, sizeof path, "/proc/%s/status", entry->d_name);
        FILE *file = isdigit((unsigned char)*entry->d_name) ? fopen(path, "r") : NULL;
        long owner = -1, threads = 0;
        while (file && fgets(line, sizeof line, file)) {
            sscanf(line, "Uid: %ld", &owner);
            sscanf(line, "Threads: %ld", &threads);
        }
        if (file) fclose(file);
        if (owner == user) tasks += threads;
    }
    if (processes) closedir(processes);
    return tasks;
}

/* Such as "vm.max_map_count = 65530"; NULL when no known limit is near. */
static const char *reached_limit(void)
{
    static struct nearest nearest;
    long tasks = 0;
    FILE *loadavg = fopen("/proc/loadavg", "r");
    if (loadavg && fscanf(loadavg, "%*f %*f %*f %*d/%ld", &tasks) != 1) tasks = 0;
    if (loadavg) fclose(loadavg);
    /* The kernel keeps the first 300 pids back: count them as used. */
    compare(&nearest, "kernel.pid_max", tasks + 300, number_in("/proc/sys/kernel/pid_max"));
    compare(&nearest, "kernel.threads-max", tasks, number_in("/proc/sys/kernel/threads-max"));
    compare(&nearest, "vm.max_map_count", count_maps(), number_in("/proc/sys/vm/max_map_count"));
    compare_cgroups(&nearest);
    struct rlimit user, space;
    long stack = 8 << 20; /* bytes of address space that a thread asks for at once: the usual */
    if (getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY)
        compare(&nearest, "RLIMIT_AS", footprint().address_space * 1024 + stack, space.rlim_cur);
    if (geteuid() != 0 && getrlimit(RLIMIT_NPROC, &user) == 0 && user.rlim_cur != RLIM_INFINITY)
        compare(&nearest, "RLIMIT_NPROC", tasks_of_user(getuid()), user.rlim_cur);
    return nearest.share > 0.98 /* not quite 1: something may have ended meanwhile */ ? nearest.text : NULL;
}

#endif
