/*
 * Events of a lane, inside its output: ESC ] 7337 ; JSON BEL, an OSC that terminals ignore.
 * They go out only when DEMO_EVENTS=1; by hand a program prints for people and nothing else.
 */
#ifndef DEMO_EVENTS_H
#define DEMO_EVENTS_H

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define UNUSED_IS_FINE __attribute__((unused))

/* A task had the processor, seconds of the lane. */
struct span {
    int task;
    double from, to;
};

/* A field of the result. One whose text is NULL or whose number is NAN could not be read and is left out. */
struct field {
    const char *key;
    const char *text;
    double number;
};

#define NUMBER(key, value) ((struct field){key, NULL, value})
#define TEXT(key, value) ((struct field){key, value, NAN})
#define END_OF_FIELDS ((struct field){NULL, NULL, 0})

/* A JSON text that grows; the process is the arena. */
struct json {
    char *text;
    size_t length, room;
};

static double lane_begin;

static double monotonic(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

/* Runs before main: without DEMO_T0 the lane begins here. */
__attribute__((constructor)) static void begin_lane(void)
{
    double loaded = monotonic();
    const char *given = getenv("DEMO_T0");
    double started = given ? strtod(given, NULL) : loaded;
    /* On macOS the clocks of two runtimes differ by the time that the laptop has slept. */
    lane_begin = started <= loaded && loaded - started < 60 ? started : loaded;
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ); /* a line is seen when it is printed, over a pipe too */
}

/* Seconds since the lane was started. */
static UNUSED_IS_FINE double now(void)
{
    return monotonic() - lane_begin;
}

__attribute__((format(printf, 2, 3))) static void add(struct json *json, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    int size = vsnprintf(NULL, 0, format, values);
    va_end(values);
    if (json->length + size + 1 > json->room) {
        json->room = 2 * json->room + size + 256;
        json->text = realloc(json->text, json->room);
        if (!json->text) abort();
    }
    va_start(values, format);
    json->length += vsprintf(json->text + json->length, format, values);
    va_end(values);
}

static void add_string(struct json *json, const char *text)
{
    add(json, "\"");
    for (; *text; text++) {
        unsigned char byte = *text;
        if (byte < 0x20) add(json, "\\u%04x", byte);
        else if (byte == '"' || byte == '\\') add(json, "\\%c", byte);
        else add(json, "%c", byte);
    }
    add(json, "\"");
}

static int events_wanted(void)
{
    const char *wanted = getenv("DEMO_EVENTS");
    return wanted && strcmp(wanted, "1") == 0;
}

static struct json open_event(const char *name)
{
    struct json json = {0};
    add(&json, "\x1b]7337;{\"%s\":", name);
    return json;
}

/* One write after a flush: a buffered one could be torn by what other threads print. */
static void close_event(struct json *json)
{
    add(json, "}\a");
    fflush(stdout);
    if (events_wanted())
        for (size_t done = 0; done < json->length;) {
            ssize_t wrote = write(1, json->text + done, json->length - done);
            if (wrote < 0) break; /* nobody listens any more */
            done += wrote;
        }
    free(json->text);
}

/* A named moment. */
static UNUSED_IS_FINE void mark(const char *label)
{
    struct json json = open_event("mark");
    add_string(&json, label);
    close_event(&json);
}

/* A value on its way, for a chart. */
static UNUSED_IS_FINE void sample(const char *name, double value, const char *unit)
{
    struct json json = open_event("sample");
    add(&json, "{\"name\":");
    add_string(&json, name);
    add(&json, ",\"value\":%.10g,\"unit\":", value);
    add_string(&json, unit);
    add(&json, "}");
    close_event(&json);
}

/* Who had the processor. */
static UNUSED_IS_FINE void spans(const struct span *list, size_t count)
{
    struct json json = open_event("spans");
    for (size_t i = 0; i < count; i++)
        add(&json, "%c[%d,%.6f,%.6f]", i ? ',' : '[', list[i].task, list[i].from, list[i].to);
    add(&json, count ? "]" : "[]");
    close_event(&json);
}

static void usage(void)
{
    struct rusage own, children;
    getrusage(RUSAGE_SELF, &own);
    getrusage(RUSAGE_CHILDREN, &children);
    struct json json = open_event("usage");
    add(&json, "{\"by\":\"program\",\"user\":%.6f",
        own.ru_utime.tv_sec + children.ru_utime.tv_sec + (own.ru_utime.tv_usec + children.ru_utime.tv_usec) / 1e6);
    add(&json, ",\"system\":%.6f",
        own.ru_stime.tv_sec + children.ru_stime.tv_sec + (own.ru_stime.tv_usec + children.ru_stime.tv_usec) / 1e6);
    add(&json, ",\"voluntary\":%ld", own.ru_nvcsw + children.ru_nvcsw);
    add(&json, ",\"involuntary\":%ld", own.ru_nivcsw + children.ru_nivcsw);
    FILE *statm = fopen("/proc/self/statm", "r"); /* elsewhere only the peak is known, and rss means now */
    long pages;
    if (statm && fscanf(statm, "%*d %ld", &pages) == 1) add(&json, ",\"rss\":%ld", pages * sysconf(_SC_PAGESIZE));
    if (statm) fclose(statm);
    add(&json, "}");
    close_event(&json);
}

/* What the program found out, after what it cost: fields up to END_OF_FIELDS. */
static UNUSED_IS_FINE void result(const struct field *fields)
{
    usage();
    struct json json = open_event("result");
    const char *comma = "{";
    for (; fields->key; fields++) {
        if (!fields->text && !isfinite(fields->number)) continue;
        add(&json, "%s", comma);
        comma = ",";
        add_string(&json, fields->key);
        add(&json, ":");
        if (fields->text) add_string(&json, fields->text);
        else add(&json, "%.10g", fields->number);
    }
    add(&json, *comma == '{' ? "{}" : "}");
    close_event(&json);
}

#endif
