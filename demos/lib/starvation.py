"""What every Python lane of `starvation` says and measures: a lane is its spinners and its sleep(1)."""

from statistics import median
from time import monotonic

from lib.events import result
from lib.text import decimal

WAKEUPS = 5
ENOUGH = 15  # seconds: the starved lane ends too


class Clock:
    """Looked at after each sleep(1)."""

    def __init__(self, wakeups):
        self.wakeups = wakeups
        self.said, self.late = [], []
        self.start = None

    def goes_on(self):
        """Whether there is one more sleep(1) to come; the first call starts the clock."""
        self.asleep = monotonic()
        self.start = self.start or self.asleep
        return len(self.said) < self.wakeups and self.asleep - self.start < ENOUGH

    def say(self):
        """Prints the whole seconds since the start. No events here: each would wait for the GIL once more."""
        awake = monotonic()
        self.late.append(awake - self.asleep - 1)
        self.said.append(int(awake - self.start))
        print(self.said[-1])

    def report(self):
        """What the clock has said and what was true, at the end."""
        true = self.asleep - self.start
        worst = max(self.late) * 1000
        print(f"Должно было пройти {len(self.said)} с, прошло {decimal(true, 1)} с")
        print(f"Худшее опоздание {decimal(worst, 1)} мс")
        result(
            {
                "printed": ", ".join(map(str, self.said)),
                "expected_s": len(self.said),
                "true_s": round(true, 2),
                "median_oversleep_ms": round(median(self.late) * 1000, 2),
                "worst_oversleep_ms": round(worst, 2),
            }
        )
