/* What every C lane of `timeline` shares: the unit of work, the spans of a task and the report on them. */
#ifndef DEMO_TIMELINE_H
#define DEMO_TIMELINE_H

#include "events.h"
#include "text.h"

#define LASTS 1.0  /* seconds for all tasks together */
#define GAP 0.0002 /* seconds between two looks at the clock: with more, somebody else had the processor */

enum { MOST_TURNS = 2048 /* per task */ };

struct task {
    int number, count;
    double end;
    struct span turns[MOST_TURNS];
};

/* Some microseconds, so that a look at the clock comes often. */
static void work(void)
{
    for (volatile int i = 0; i < 5000; i++)
        ;
}

/* On a machine so busy that there is no room, the last turn swallows its gap. */
static void add_turn(struct task *task, double from, double to)
{
    if (task->count < MOST_TURNS) task->turns[task->count++] = (struct span){task->number, from, to};
    else task->turns[MOST_TURNS - 1].to = to;
}

static double processor_time(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static double begin_time, begin_processor;

/* The moment when the first task could have run. */
static double start(void)
{
    begin_processor = processor_time();
    return begin_time = now();
}

static void report(const struct task *tasks, int count)
{
    /* By the kernel's count: under load, gaps too short to be seen would make it more than there are cores. */
    double parallel = (processor_time() - begin_processor) / (now() - begin_time);
    double last = begin_time, longest_run = 0, longest_wait = 0;
    int turns = 0;
    struct span *all = malloc(count * sizeof tasks->turns);
    for (const struct task *task = tasks; task < tasks + count; task++) {
        double ran = 0, waiting_since = begin_time;
        for (int i = 0; i < task->count; i++) {
            struct span turn = all[turns++] = task->turns[i];
            ran += turn.to - turn.from;
            longest_run = fmax(longest_run, turn.to - turn.from);
            longest_wait = fmax(longest_wait, turn.from - waiting_since);
            waiting_since = turn.to;
        }
        last = fmax(last, waiting_since);
        /* Two to a line, so that eight tasks fit. */
        printf("%d: %4d раз, %4.0f мс%s", task->number, task->count, ran * 1e3, task->number % 2 ? "\n" : "    ");
    }
    if (count % 2) printf("\n");
    double total = last - begin_time;
    printf("Переключений %d за %.0f мс\n", turns - count, total * 1e3);
    printf("Дольше всех работала %s мс,\n", decimal(longest_run * 1e3, 1));
    printf("дольше всех ждала %s мс\n", decimal(longest_wait * 1e3, 1));
    printf("Одновременно работали %s\n", decimal(parallel, 2));
    spans(all, turns);
    result((struct field[]){
        NUMBER("switches", turns - count),
        NUMBER("longest_run_ms", round(longest_run * 1e5) / 100),
        NUMBER("longest_wait_ms", round(longest_wait * 1e5) / 100),
        NUMBER("total_ms", round(total * 1e4) / 10),
        NUMBER("parallel", round(parallel * 1e3) / 1e3),
        END_OF_FIELDS,
    });
    free(all);
}

#endif
