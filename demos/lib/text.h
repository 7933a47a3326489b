/* Numbers as people write them in Russian. */
#ifndef DEMO_TEXT_H
#define DEMO_TEXT_H

#include <math.h>
#include <stdio.h>
#include <string.h>

/* 1.25 → «1,25»; digits after the comma only while the number is small. Valid until the fourth call from here. */
static const char *decimal(double value, int digits)
{
    static char texts[4][32];
    static int next;
    char *text = texts[next++ % 4];
    snprintf(text, sizeof texts[0], "%.*f", fabs(value) < 100 ? digits : 0, value);
    char *point = strchr(text, '.');
    if (point) *point = ',';
    return text;
}

#endif
