"""Which tests run side by side: files, whose tests may share what is costly to make, and pages.

pytest-xdist has ``--dist loadgroup`` for this, which adds the group to a test's name; pytest 9
does not let it, so that every test went to whichever process was free, and what a file makes
once was made twice. This says it to the scheduler itself.
"""

from xdist.scheduler import LoadScopeScheduling


class Files(LoadScopeScheduling):
    """Gives each process whole files; of the pages' tests, all that look at one page."""

    def _split_scope(self, nodeid):
        file, _, test = nodeid.partition("::")
        page = test.partition("[")[2] if file.endswith("test_pages.py") else ""
        return page or file
