"""Events of a lane, inside its output: ESC ] 7337 ; JSON BEL, an OSC that terminals ignore.

They go out only when DEMO_EVENTS=1; by hand a program prints for people and nothing else.
"""

import json
import os
import resource
import sys
import time

# A line is seen when it is printed, over a pipe too; "\r" counts as the end of one.
sys.stdout.reconfigure(line_buffering=True)

_WANTED = os.environ.get("DEMO_EVENTS") == "1"


def now():
    """Seconds since the lane was started."""
    return time.monotonic() - _BEGIN


def mark(label):
    """A named moment: what happened, not how long it took."""
    _emit({"mark": label})


def sample(name, value, unit):
    """A value on its way, for a chart."""
    _emit({"sample": {"name": name, "value": value, "unit": unit}})


def spans(list_of_spans):
    """Who had the processor: (task, from, to), seconds of the lane."""
    rounded = [(task, round(begin, 6), round(end, 6)) for task, begin, end in list_of_spans]
    _emit({"spans": rounded})


def result(fields):
    """What the program found out, after what it cost. None is a field that nobody could read."""
    _emit({"usage": _usage()})
    _emit({"result": {key: value for key, value in fields.items() if value is not None}})


def _emit(event):
    if not _WANTED:
        return
    text = json.dumps(event, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # One write after a flush: a buffered one could be torn by what other threads print.
    sys.stdout.flush()
    data = f"\x1b]7337;{text}\a".encode()
    while data:
        data = data[os.write(1, data) :]


def _usage():
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    usage = {
        "by": "program",
        "user": round(own.ru_utime + children.ru_utime, 6),
        "system": round(own.ru_stime + children.ru_stime, 6),
        "voluntary": own.ru_nvcsw + children.ru_nvcsw,
        "involuntary": own.ru_nivcsw + children.ru_nivcsw,
    }
    try:
        with open("/proc/self/statm") as statm:
            usage["rss"] = int(statm.read().split()[1]) * resource.getpagesize()
    except OSError:
        pass  # not Linux: getrusage knows only the peak, and rss means now
    return usage


def _begin():
    loaded = time.monotonic()
    started = float(os.environ.get("DEMO_T0", loaded))
    # On macOS the clocks of two runtimes differ by the time that the laptop has slept.
    return started if 0 <= loaded - started < 60 else loaded


_BEGIN = _begin()
