"""The shared dataset, as pandas frames (frames.py), read and checked
(package.py, rules.py, plain.py); places.py says where it stands."""

from .frames import (
    PF_DAY,
    Fact,
    benchmarks,
    check,
    claims,
    fact,
    facts,
    lineage,
    quantities,
    say,
    sentences,
    sources,
    surveys,
    systems,
    table,
    translations,
)
from .package import source_keys
from .places import BIBLIOGRAPHY, FOLDER, ROOT, beside
from .plain import DataError

__all__ = [
    "BIBLIOGRAPHY", "FOLDER", "PF_DAY", "ROOT", "DataError", "Fact", "benchmarks", "beside", "check", "claims",
    "fact", "facts", "lineage", "quantities", "say", "sentences", "source_keys", "sources",
    "surveys", "systems", "table", "translations",
]  # fmt: skip
