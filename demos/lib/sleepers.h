/* What every lane of `sleepers` says and measures: a lane is only the way it starts its sleepers. */
#ifndef DEMO_SLEEPERS_H
#define DEMO_SLEEPERS_H

#include "events.h"
#include "memory.h"
#include "text.h"

enum { FOREVER = 3600 /* seconds: longer than any lane lives */, HOLD = 1 /* seconds to see them sleep */ };

static struct {
    int wanted;
    struct footprint before;
    double begin, said, took;
} bedtime;

/* The moment before the first sleeper. */
static void begin_bedtime(int wanted)
{
    bedtime.wanted = wanted;
    bedtime.before = footprint();
    printf("Укладываю спать: %d\n", wanted);
    bedtime.begin = bedtime.said = now();
}

/* Says how many are started, at most ten times a second. */
static void progress(int started)
{
    double moment = now();
    if (moment - bedtime.said < 0.1) return;
    bedtime.said = moment;
    printf("\rлегли: %d", started);
    fflush(stdout);
    sample("started", started, "шт.");
}

/* All that will be started are. */
static void all_started(void)
{
    bedtime.took = now() - bedtime.begin;
    mark("все легли");
}

static double growth_each(long before, long after, long asleep)
{
    if (!after) return NAN;
    return after > before ? (double)(after - before) / asleep : 0;
}

/* asleep: counted by the kernel, not by the loop that started them. */
static void report_bedtime(long asleep, const char *limit)
{
    struct footprint after = footprint();
    double micros = bedtime.took / asleep * 1e6;
    double rss = growth_each(bedtime.before.rss, after.rss, asleep);
    double virtual = growth_each(bedtime.before.address_space, after.address_space, asleep);
    printf("\rСпят: %ld из %d\n", asleep, bedtime.wanted);
    printf("Легли за %s мс, по %s мкс\n", decimal(bedtime.took * 1e3, 1), decimal(micros, 1));
    if (after.rss) {
        printf("Каждый занял %s КБ памяти\n", decimal(rss, 1));
        printf("и %s КБ адресов\n", decimal(virtual, 1));
        printf("Потоков %ld, отображений %ld\n", after.threads, after.maps);
    }
    if (limit) printf("Дальше не пустил предел:\n%s\n", limit);
    result((struct field[]){
        NUMBER("asleep", asleep),
        NUMBER("start_ms", round(bedtime.took * 1e4) / 10),
        NUMBER("start_us", round(micros * 10) / 10),
        NUMBER("rss_kb", round(rss * 100) / 100),
        NUMBER("virtual_kb", round(virtual * 100) / 100),
        NUMBER("maps", after.maps ? after.maps : NAN),
        NUMBER("threads", after.threads ? after.threads : NAN),
        TEXT("limit", limit),
        END_OF_FIELDS,
    });
}

#endif
