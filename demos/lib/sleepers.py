"""What every lane of `sleepers` says and measures: a lane is only the way it starts its sleepers."""

import time

from lib.events import mark, result, sample
from lib.memory import footprint
from lib.text import decimal

FOREVER = 3600  # seconds: longer than any lane lives
HOLD = 1  # seconds for the audience to see them sleep


class Bedtime:
    """From the moment before the first sleeper to the report."""

    def __init__(self, wanted):
        self.wanted = wanted
        self.before = footprint()
        print(f"Укладываю спать: {wanted}")
        self.begin = self.said = time.monotonic()

    def progress(self, started):
        """Says how many are started, at most ten times a second."""
        if time.monotonic() - self.said > 0.1:
            self.said = time.monotonic()
            print(f"\rлегли: {started}", end="")
            sample("started", started, "шт.")

    def started(self):
        """All that will be started are."""
        self.took = time.monotonic() - self.begin
        mark("все легли")

    def report(self, asleep, limit=None):
        """asleep: counted by the runtime or the kernel, not by the loop that started them."""
        after = footprint()
        micros = self.took / asleep * 1e6
        fields = {
            "asleep": asleep,
            "start_ms": round(self.took * 1000, 1),
            "start_us": round(micros, 1),
            "rss_kb": self._each("rss", after, asleep),
            "virtual_kb": self._each("virtual", after, asleep),
            "maps": after.get("maps"),
            "threads": after.get("threads"),
            "limit": limit,
        }
        print(f"\rСпят: {asleep} из {self.wanted}")
        print(f"Легли за {decimal(self.took * 1000, 1)} мс, по {decimal(micros, 1)} мкс")
        if after:
            print(f"Каждый занял {decimal(fields['rss_kb'], 1)} КБ памяти")
            print(f"и {decimal(fields['virtual_kb'], 1)} КБ адресов")
            print(f"Потоков {after['threads']}, отображений {after['maps']}")
        if limit:
            print(f"Дальше не пустил предел:\n{limit}")
        result(fields)

    def _each(self, name, after, asleep):
        if not after:
            return None
        # Where the garbage collector gave memory back, the sleepers have taken none.
        return round(max(0, after[name] - self.before[name]) / asleep, 2)
