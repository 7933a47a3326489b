/* Timers of connections: a binary heap, the earliest first. */
#ifndef LOAD_TIMERS_H
#define LOAD_TIMERS_H

#include <stdint.h>

struct timer {
    uint64_t when;
    int connection;
};

struct timers {
    struct timer *heap; /* the owner's, with room for all */
    int count;
};

/* When the earliest is due; UINT64_MAX when there is none. */
static inline uint64_t next_timer(const struct timers *timers)
{
    return timers->count > 0 ? timers->heap[0].when : UINT64_MAX;
}

static void add_timer(struct timers *timers, uint64_t when, int connection)
{
    struct timer *heap = timers->heap;
    int at = timers->count++;
    for (int parent; at > 0 && heap[parent = (at - 1) / 2].when > when; at = parent) heap[at] = heap[parent];
    heap[at] = (struct timer){when, connection};
}

/* Takes the earliest out and returns its connection. */
static int take_timer(struct timers *timers)
{
    struct timer *heap = timers->heap, last = heap[--timers->count];
    int connection = heap[0].connection, at = 0;
    for (int child; (child = 2 * at + 1) < timers->count; at = child) {
        if (child + 1 < timers->count && heap[child + 1].when < heap[child].when) child++;
        if (heap[child].when >= last.when) break;
        heap[at] = heap[child];
    }
    heap[at] = last;
    return connection;
}

#endif
