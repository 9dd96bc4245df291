"""What a page of the book has trained, for tests that would train the same again."""

import pickle

from places import ROOT

from fieldguide.experiments import kept
from fieldguide.site import runs


def taken_up(page, train, *args, root=ROOT, **options):
    """What ``train(*args, **options)`` returned when the page was made.

    Parameters
    ----------
    page : str
        As in _toc.yml. If its run does not stand for what is in the clone now, or it did not
        make this call, it is trained here.
    train : function
        One that is `kept.kept`.
    """
    path = runs.trained_in(root, page) / kept.name_of(train, *args, **options)
    read = runs.read_page(root, page)
    runs.forget()
    if path.exists() and not runs.why_again(read, root, runs.load(root, page)):
        return pickle.loads(path.read_bytes())
    return train(*args, **options)
