"""The shared dataset, as pandas frames (frames.py), read and checked
(package.py, rules.py, plain.py)."""

from .frames import (
    BIBLIOGRAPHY,
    FOLDER,
    PF_DAY,
    ROOT,
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
from .plain import DataError

__all__ = [
    "BIBLIOGRAPHY", "FOLDER", "PF_DAY", "ROOT", "DataError", "Fact", "benchmarks", "check", "claims",
    "fact", "facts", "lineage", "quantities", "say", "sentences", "source_keys", "sources",
    "surveys", "systems", "table", "translations",
]  # fmt: skip
