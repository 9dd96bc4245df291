"""The harbor's archive: dated notes in which one can look things up, and which contradict each other.

What was right when a note was written need not be right any more, and some were wrong from the
start. Nobody has sorted them: that is what makes an archive.
"""

from datetime import date
from typing import NamedTuple


class Note(NamedTuple):
    """A note: a name by which it can be cited, the day on which it was written, what it says."""

    key: str
    day: str  # ISO
    text: str


NOTES = (
    Note("tower-1868", "1868-06-02",
         "The tower is finished. From the rocks to the lamp it measures 31 meters, all of granite."),
    Note("steps-1868", "1868-06-09",
         "There are 112 steps from the door to the lamp. The mason carved his cat into step 60."),
    Note("lamp-1870", "1870-11-20",
         "The lamp burns 3 liters of oil in a night of summer and 8 in a night of winter."),
    Note("bell-1874", "1874-02-14",
         "The bell was cast from the anchor of the ship Concord, which broke on the black rocks."),
    Note("traveler-1881", "1881-08-30",
         "A traveler writes: how tall is the tower! It is 45 meters tall, I am told. I came by night and "
         "in fog."),
    Note("tides-1902", "1902-03-01",
         "Tide table. On market day high water is at the quay at six, low water is at noon. "
         "To hang in every boat."),
    Note("market-1903", "1903-04-05",
         "Market day is the first Friday of the month, from dawn until the bread is sold."),
    Note("oven-1905", "1905-12-24",
         "The baker's oven has not gone out for forty years. He feeds it driftwood, never painted wood."),
    Note("horn-1907", "1907-10-11",
         "In fog the horn sounds three times a minute, as long as the tower cannot be seen from the quay."),
    Note("bread-1911", "1911-01-19",
         "In the great fog the baker rowed bread to a ship that nobody ever saw. It was paid for in pearls."),
    Note("fog-1911", "1911-01-27",
         "The fog stayed for nine days. The gulls walked."),
    Note("cat-1913", "1913-05-03",
         "The cat of the bakery is called Ballast. She steals no bread, only fish."),
    Note("rocks-1915", "1915-09-08",
         "Two boats were lost on the black rocks. Nobody is to row there after dusk, with or without a lamp."),
    Note("net-1919", "1919-03-30",
         "A net is mended with a double knot. The fisher learned it from his mother, who could do it blind."),
    Note("piano-1922", "1922-02-02",
         "The storm left a piano on the quay, in tune but for one key. Nobody has claimed it."),
    Note("wharf-1925", "1925-07-12",
         "The breakwater is begun. It will turn the sea away from the quay, and the tides with it."),
    Note("lamp-1926", "1926-09-01",
         "The lamp is electric from today. The oil that was left went to the bakery."),
    Note("keeper-1928", "1928-04-16",
         "The keeper draws the weather each noon, since words, he says, are always too wet or too dry."),
    Note("tides-1931", "1931-05-10",
         "Since the breakwater stands, the old table is wrong: market day has it high at eight."),
    Note("horn-1934", "1934-11-02",
         "The new horn blows once every forty seconds, long and low. The old one is in the school."),
    Note("school-1936", "1936-02-20",
         "The children count the steps every spring and always find 111, for they do not count the cat."),
    Note("captain-1937", "1937-06-18",
         "The captain reads charts from right to left and has never run aground."),
    Note("gull-1939", "1939-08-05",
         "A gull stole the mayor's speech. The celebration was the best in years."),
    Note("ferry-1946", "1946-04-01",
         "The ferry sails at seven and at four. In fog it waits until the horn is silent."),
    Note("well-1948", "1948-07-07",
         "Do not drink from the well on the quay: since the storm its water is salt."),
    Note("depth-1951", "1951-03-14",
         "At the quay the sea is 4 meters deep at low water, enough for every ship of ours but one."),
    Note("fish-1953", "1953-09-29",
         "Herring comes in October. Whoever sells it in September sells last year's."),
    Note("light-1957", "1957-12-01",
         "The beam turns once in ten seconds and is seen from 19 miles."),
    Note("bell-1960", "1960-05-22",
         "The bell rings for a birth once, for a storm twice, and for the ferry not at all, mind you."),
    Note("chart-1962", "1962-10-17",
         "The chart shows a third black rock. It is a drop of ink."),
)  # fmt: skip


def note(key):
    """A note by its name."""
    return {n.key: n for n in NOTES}[key]


def texts():
    """What the notes say, in the order in which they were written."""
    return [n.text for n in NOTES]


def days():
    """When they were written, as numbers of days: a list of int."""
    return [date.fromisoformat(n.day).toordinal() for n in NOTES]


LEXICON = {  # for the translator among the tools
    "German": {
        "lamp": "Lampe",
        "fog": "Nebel",
        "tower": "Turm",
        "high water": "Hochwasser",
    },
    "French": {
        "lamp": "lampe",
        "fog": "brouillard",
        "tower": "tour",
        "high water": "pleine mer",
    },
}
