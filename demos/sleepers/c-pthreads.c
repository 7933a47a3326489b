// lane: C, pthreads
// Each sleeper is a thread in sleep().
#include <pthread.h>
#include <unistd.h>

#include "../lib/args.h"
#include "../lib/limits.h"
#include "../lib/sleepers.h"

// region: sleep
static void *sleeper(void *nothing)
{
    sleep(FOREVER);
    return nothing;
}

static int start_sleeper(void)
{
    pthread_t thread;
    return pthread_create(&thread, NULL, sleeper, NULL);
}
// endregion

int main(int count, char **arguments)
{
    int n = whole(count, arguments, 1, "n", 1000, 1);
    begin_bedtime(n);
    int started = 0, error = 0;
    while (started < n && !(error = start_sleeper())) progress(++started);

    const char *limit = error ? reached_limit() : NULL;
    if (error && !limit) limit = strerror(error);
    all_started();
    if (!limit) sleep(HOLD); // at the limit the machine has no pids left: report at once

    // The kernel's count, without the main thread.
    long threads = footprint().threads;
    report_bedtime(threads ? threads - 1 : started, limit);
    _exit(0); // nobody waits for the sleepers
}
