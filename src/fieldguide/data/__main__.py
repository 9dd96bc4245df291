"""``python -m fieldguide.data``: check the tables, write how many rows each has.

Whoever adds or removes rows runs it; the numbers stand in data/datapackage.json, so that a
table that was cut off is noticed.
"""

import sys

from . import package
from .frames import BIBLIOGRAPHY, FOLDER
from .plain import DataError


def main(folder=FOLDER, bibliography=BIBLIOGRAPHY):
    """Print what has changed, or what is wrong; nothing is written in that case."""
    try:
        told = package.count_rows(folder, bibliography)
    except DataError as error:
        sys.exit(f"Nothing was written. {error}")
    print("\n".join(told) or "datapackage.json has the right numbers of rows already.")


if __name__ == "__main__":
    main()
