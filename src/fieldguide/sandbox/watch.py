"""How long processes have been at work, and how to end them.

Limits count processor time, and time in which a process has nothing to do, so that what
comes out does not depend on what else the computer does. Time in which a process waits for
a processor is neither.
"""

import contextlib
import subprocess
import time
from pathlib import Path

import psutil

GLANCE = 0.25  # seconds between two looks at how long something has been running
TELLS = Path("/proc/self/schedstat").exists()  # how long a process has had to wait


class Watch:
    """How long a group of processes has been at work on something, and how long idle.

    Parameters
    ----------
    roots : list of int
        Processes that count, with all that descends from them.
    seconds : float
        Of processor time.
    idle : float
        Seconds in which they may do nothing: sleep, wait for what does not come, or have
        us work, to read what they say.
    patience : float
        Seconds by the clock; for what no clock but this one shows.
    """

    def __init__(self, roots, seconds, idle, patience):
        self.roots, self.seconds, self.idle = roots, seconds, idle
        self.late = time.monotonic() + patience
        self.start, self.used, self.slept = None, 0.0, 0.0
        self.gone = 0.0  # what was done by those who ended without anybody's notice
        self.last, self.waited = time.monotonic(), 0.0  # we for them, since then

    def due(self):
        """True if it is time for a look."""
        return time.monotonic() > self.last + GLANCE

    def over(self):
        """True if the time is up; the first look, which comes early, starts it."""
        done, now = [work(root) for root in self.roots], time.monotonic()
        ours = time.thread_time()
        if self.start is None:
            self.start, self.gone = sum(used for used, _ in done), 0.0
        else:
            if self._lost(done):  # or one has ended just while we looked
                done = [work(root) for root in self.roots]
                self.gone += self._lost(done)
            pairs = zip(self.done, done, strict=True)
            busy = sum(_busy(*before, *after) for before, after in pairs)
            # They may sleep because they wait for us, to listen to them or to be given a
            # processor; then we look late, or have not waited. But who keeps us at work,
            # by messages that take long to read, could do so for ever.
            idle = min(self.waited, 2 * GLANCE) + ours - self.ours
            self.slept += max(0, idle - busy)
        self.used = sum(used for used, _ in done) - self.start + self.gone
        self.done, self.last, self.waited, self.ours = done, now, 0.0, ours
        too_long = self.used > self.seconds or (TELLS and self.slept > self.idle)
        return too_long or now > self.late

    def _lost(self, done):
        """Seconds that were there at the last look, and are not in this one.

        The kernel forgets the work of children whose parent ignores that they end.
        """
        pairs = zip(self.done, done, strict=True)
        return sum(max(0, before[0] - after[0]) for before, after in pairs)


def work(root):
    """What a process and its descendants have done.

    Returns
    -------
    used : float
        Processor seconds, also of descendants that are dead.
    waited : dict of str to float
        Seconds that each thread has been kept waiting for a processor.
    """
    used, waited = 0.0, {}
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(root)
        for one in [process, *process.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                used += sum(one.cpu_times()[:4])
                for thread in Path(f"/proc/{one.pid}/task").glob("*"):
                    with contextlib.suppress(OSError):  # it has just ended
                        told = (thread / "schedstat").read_text().split()
                        waited[thread.name] = int(told[1]) / 1e9
    return used, waited


def _busy(used, waited, used_now, waited_now):
    """Seconds between two looks in which some processes had something to do.

    The longest wait counts: thousands that wait at the same moment wait no longer.
    """
    waits = [waited_now[thread] - waited.get(thread, 0) for thread in waited_now]
    return max(0, used_now - used) + max(waits, default=0)


def end(started):
    """End a process and all that descends from it."""
    with contextlib.suppress(psutil.Error):
        family = psutil.Process(started.pid).children(recursive=True)
        started.kill()
        for one in family:
            with contextlib.suppress(psutil.Error):
                one.kill()
    started.wait()


def remove(folder):
    """Remove a folder; Python's own rmtree gives up at a thousand nested ones."""
    subprocess.run(["rm", "-rf", "--", str(folder)], check=False)
