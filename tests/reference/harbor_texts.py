"""The harbor stories as vectors keep them. When they change, those vectors are made again."""

from fieldguide import harbor


def stories():
    """One list of sentences a story, each a text."""
    return [[" ".join(sentence) for sentence in story] for story in harbor.stories()]


def sentences():
    """The sentences of all stories, one after the other."""
    return [sentence for story in stories() for sentence in story]
