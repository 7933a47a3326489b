// lane: C, pthreads
// Each task is a thread; nobody asks it when to stop for the others.
#include <pthread.h>
#include <stdlib.h>

#include "../lib/args.h"
#include "../lib/timeline.h"

// region: task
static void *run(void *argument)
{
    struct task *task = argument;
    double from = now(), last = from;
    for (double moment; last < task->end; last = moment) {
        work();
        moment = now();
        if (moment - last <= GAP) continue;
        add_turn(task, from, last); // somebody else ran
        from = moment;
    }
    add_turn(task, from, last);
    return NULL;
}
// endregion

int main(int count, char **arguments)
{
    int n = whole(count, arguments, 1, "tasks", 4, 1);
    struct task *tasks = calloc(n, sizeof *tasks);
    pthread_t *threads = calloc(n, sizeof *threads);
    double end = start() + LASTS;
    for (int i = 0; i < n; i++) {
        tasks[i].number = i;
        tasks[i].end = end;
        if (pthread_create(&threads[i], NULL, run, &tasks[i]) != 0) {
            fprintf(stderr, "поток %d не создан\n", i);
            return 1;
        }
    }
    for (int i = 0; i < n; i++) pthread_join(threads[i], NULL);
    report(tasks, n);
    return 0;
}
