/*
 * A histogram of latencies in nanoseconds, log-linear: every octave is cut into 64 equal buckets, so the middle of a
 * bucket is within 1/128 (0.8 %) of every value in it. Under 128 ns it is exact; over 68 s all is counted in the last
 * bucket; the mean and the maximum are exact. histogram.ts is the same in TypeScript.
 */
#ifndef LOAD_HISTOGRAM_H
#define LOAD_HISTOGRAM_H

#include <stdint.h>

#define SUB_BITS 6      /* 2^6 buckets in an octave */
#define HIGHEST_BIT 35  /* of 2^36 - 1 ns = 68.7 s */
#define BUCKETS ((HIGHEST_BIT - SUB_BITS + 2) << SUB_BITS)

struct histogram {
    uint64_t count, sum, max;
    uint64_t buckets[BUCKETS];
};

static inline void record(struct histogram *histogram, uint64_t value)
{
    unsigned bucket = value;
    if (value >= 2 << SUB_BITS) {
        unsigned shift = 63 - __builtin_clzll(value) - SUB_BITS;
        bucket = (shift << SUB_BITS) + (unsigned)(value >> shift);
        if (value >> (HIGHEST_BIT + 1)) bucket = BUCKETS - 1;
    }
    histogram->buckets[bucket]++;
    histogram->count++;
    histogram->sum += value;
    if (value > histogram->max) histogram->max = value;
}

static void merge(struct histogram *into, const struct histogram *from)
{
    for (unsigned bucket = 0; bucket < BUCKETS; bucket++) into->buckets[bucket] += from->buckets[bucket];
    into->count += from->count;
    into->sum += from->sum;
    if (from->max > into->max) into->max = from->max;
}

/* The middle of a bucket; of one that is a single value wide, that value. */
static double middle(unsigned bucket)
{
    if (bucket < 2 << SUB_BITS) return bucket;
    unsigned shift = (bucket >> SUB_BITS) - 1, within = bucket & ((1 << SUB_BITS) - 1);
    return (within + (1 << SUB_BITS) + 0.5) * (double)(1ull << shift) - 0.5;
}

/* Position of a percentile (0 … 100) among `count` sorted values, from 1: the nearest rank, ⌈percent · count / 100⌉. */
static uint64_t nearest_rank(unsigned percent, uint64_t count)
{
    uint64_t rank = (percent * count + 99) / 100;
    return rank ? rank : 1;
}

/* Nanoseconds; of an empty histogram 0. */
static double percentile(const struct histogram *histogram, unsigned percent)
{
    uint64_t left = nearest_rank(percent, histogram->count);
    for (unsigned bucket = 0; bucket < BUCKETS; bucket++) {
        if (histogram->buckets[bucket] < left) {
            left -= histogram->buckets[bucket];
            continue;
        }
        return middle(bucket) < histogram->max ? middle(bucket) : histogram->max;
    }
    return histogram->max;
}

#endif
