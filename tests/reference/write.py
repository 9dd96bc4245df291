"""Make the vectors again and store them: all, or those that are named.

.venv-reference/bin/python tests/reference/write.py [name ...]
"""

import sys

import harness

harness.find_ideas()
names = sys.argv[1:] or harness.PRODUCERS
if unknown := [name for name in names if name not in harness.PRODUCERS]:
    sys.exit(
        f"no producer in tests/reference/*/*.py is called {', '.join(unknown)}; there are: "
        + " ".join(sorted(harness.PRODUCERS))
    )
for name in names:
    print(name, flush=True)
    harness.store(name, harness.PRODUCERS[name]())
