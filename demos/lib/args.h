/* Arguments of a lane: positional whole numbers, each with a default. */
#ifndef DEMO_ARGS_H
#define DEMO_ARGS_H

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The argument at a position, counted from 1; ends the program with a sentence when it is wrong. */
static int whole(int count, char **arguments, int position, const char *name, int usual, int least)
{
    if (position >= count) return usual;
    const char *text = arguments[position];
    long value = strtol(text, NULL, 10);
    if (*text && text[strspn(text, "0123456789")] == '\0' && value >= least && value <= INT_MAX) return value;
    fprintf(stderr, "%s: нужно целое число не меньше %d, а не «%s»\n", name, least, text);
    exit(2);
}

#endif
