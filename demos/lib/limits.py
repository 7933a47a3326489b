"""Names the limit that stopped the creation of threads or processes.

The kernel says only EAGAIN or ENOMEM, so each limit that could be behind it is compared with what is in use.
"""

import os
import resource
from pathlib import Path

_STACK = 8 << 20  # bytes of address space that a thread asks for at once: the usual


def reached_limit():
    """Such as "vm.max_map_count = 65530"; None when no known limit is near."""
    measured = [(used / limit, f"{name} = {limit}") for name, used, limit in _limits() if limit > 0]
    share, text = max(measured, default=(0, None))
    return text if share > 0.98 else None  # not quite 1: something may have ended meanwhile


def _limits():
    try:
        tasks = int(Path("/proc/loadavg").read_text().split()[3].split("/")[1])
        # The kernel keeps the first 300 pids back: count them as used.
        yield "kernel.pid_max", tasks + 300, _number("/proc/sys/kernel/pid_max")
        yield "kernel.threads-max", tasks, _number("/proc/sys/kernel/threads-max")
        with open("/proc/self/maps") as maps:
            yield "vm.max_map_count", sum(1 for _ in maps), _number("/proc/sys/vm/max_map_count")
        yield from _cgroups()
        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        if limit != resource.RLIM_INFINITY:
            used = int(_status(Path("/proc/self"))["VmSize"].split()[0]) * 1024
            yield "RLIMIT_AS", used + _STACK, limit
        limit = resource.getrlimit(resource.RLIMIT_NPROC)[0]
        if os.geteuid() != 0 and limit != resource.RLIM_INFINITY:  # root is not held by it
            yield "RLIMIT_NPROC", _tasks_of_user(os.getuid()), limit
    except OSError:
        return  # not Linux, or no leave to look


def _cgroups():
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers in ("", "pids"):
            folder = Path("/sys/fs/cgroup", controllers, path.lstrip("/"))
            for group in (folder, *folder.parents):
                most = group / "pids.max"
                if most.exists() and most.read_text().strip() != "max":
                    yield "cgroup pids.max", _number(group / "pids.current"), _number(most)


def _tasks_of_user(user):
    tasks = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            status = _status(process)
        except OSError:
            continue  # it has ended meanwhile
        if int(status["Uid"].split()[0]) == user:
            tasks += int(status["Threads"])
    return tasks


def _status(process):
    return dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())


def _number(path):
    return int(Path(path).read_text())
