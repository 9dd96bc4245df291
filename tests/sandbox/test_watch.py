"""How long something has been at work, and how long idle."""

import pytest

watch = pytest.importorskip("fieldguide.sandbox.watch")


def looks(monkeypatch, *seen, idle=1, ours=0.0):
    """What a watch says that looks at (seconds, used, waited) after one another.

    In each of the seconds `ours` is our own work.
    """
    clock, done = [0.0], []
    monkeypatch.setattr(watch.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(watch.time, "thread_time", lambda: clock[0] * ours)
    monkeypatch.setattr(watch, "work", lambda root: done[-1])
    looking = watch.Watch([1], 5, idle, 1000)
    for seconds, used, waited in [(0, 0.0, {}), *seen]:
        clock[0] += seconds
        done.append((used, waited))
        looking.waited = seconds * (1 - ours)
        said = looking.over()
    monkeypatch.undo()
    return said, round(looking.slept, 3)


def test_sleep_counts_and_waiting_for_a_processor_does_not(monkeypatch):
    naps = [(0.25, 0.001 * k, {"1": 0.0}) for k in range(6)]
    assert looks(monkeypatch, *naps) == (True, 1.495)
    starved = [(0.25, 0.0, {"1": 0.25 * k}) for k in range(9)]
    assert looks(monkeypatch, *starved) == (False, 0.25)
    # A grader that was kept waiting finds an answer which has been there for long.
    assert looks(monkeypatch, (100, 0.0, {})) == (False, 0.5)
    crowd = [(0.25, 0.0, {str(n): 0.001 * k for n in range(1000)}) for k in range(6)]
    assert looks(monkeypatch, *crowd)[0]
    assert looks(monkeypatch, (0.25, 6.0, {}))[0]


def test_who_keeps_us_at_work_by_what_we_must_read_is_idle(monkeypatch):
    """A process that sent the same eight megabytes again and again had half an hour."""
    reading = [(0.25, 0.01 * k, {"1": 0.0}) for k in range(6)]
    assert looks(monkeypatch, *reading, ours=0.9)[0]


def test_the_work_of_children_whose_end_nobody_notes_stays_counted(monkeypatch):
    """Their parent ignores SIGCHLD; the kernel forgets what they did."""
    one_after_another = [(0.25, used, {}) for used in (2.0, 0.1, 2.1, 0.1, 2.1)]
    assert looks(monkeypatch, *one_after_another)[0]
    assert not looks(monkeypatch, *one_after_another[:3])[0]


def test_who_ends_just_while_we_look_is_not_counted_twice(monkeypatch):
    seen = iter([(0.0, {}), (4.0, {}), (0.0, {}), (4.0, {}), (4.5, {})])
    monkeypatch.setattr(watch, "work", lambda root: next(seen))
    looking = watch.Watch([1], 5, 60, 1000)
    assert not any(looking.over() for _ in range(4))
    assert looking.used == 4.5
