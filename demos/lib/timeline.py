"""What every Python lane of `timeline` shares: the unit of work and the report on the spans."""

from time import process_time

from lib.events import now, result, spans
from lib.text import decimal

LASTS = 1  # seconds for all tasks together
TURN = 0.005  # seconds of work before a polite task lets the others go, as the GIL's interval
GAP = 0.0002  # seconds between two looks at the clock: with more, somebody else had the processor


def work():
    """Some microseconds of pure Python, so that a look at the clock comes often."""
    for _ in range(200):
        pass


def start():
    """The moment when the first task could have run."""
    _begin.extend([now(), process_time()])
    return _begin[0]


def report(turns):
    """turns: (task, from, to) in any order."""
    begin, processor = _begin
    # By the kernel's count: under load, gaps too short to be seen would make it more than there are cores.
    parallel = (process_time() - processor) / (now() - begin)
    total = max(end for _, _, end in turns) - begin
    tasks = sorted({task for task, _, _ in turns})
    longest_wait = 0
    for task in tasks:
        own = sorted((start, end) for number, start, end in turns if number == task)
        ends = [begin, *(end for _, end in own)]
        waits = [start - end for (start, _), end in zip(own, ends)]
        longest_wait = max(longest_wait, *waits)
        ran = sum(end - start for start, end in own)
        # Two to a line, so that eight tasks fit.
        print(f"{task}: {len(own):>4} раз, {ran * 1000:>4.0f} мс", end="\n" if task % 2 else "    ")
    if len(tasks) % 2:
        print()
    longest_run = max(end - start for _, start, end in turns)
    print(f"Переключений {len(turns) - len(tasks)} за {total * 1000:.0f} мс")
    print(f"Дольше всех работала {decimal(longest_run * 1000, 1)} мс,")
    print(f"дольше всех ждала {decimal(longest_wait * 1000, 1)} мс")
    print(f"Одновременно работали {decimal(parallel, 2)}")
    spans(turns)
    result(
        {
            "switches": len(turns) - len(tasks),
            "longest_run_ms": round(longest_run * 1000, 2),
            "longest_wait_ms": round(longest_wait * 1000, 2),
            "total_ms": round(total * 1000, 1),
            "parallel": round(parallel, 3),
        }
    )


_begin = []
