"""The shared dataset, as pandas frames (frames.py), read and checked (package.py)."""

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
from .package import DataError, source_keys

__all__ = [
    "BIBLIOGRAPHY", "FOLDER", "PF_DAY", "ROOT", "DataError", "Fact", "benchmarks", "check", "claims",
    "fact", "facts", "lineage", "quantities", "say", "sentences", "source_keys", "sources",
    "surveys", "systems", "table", "translations",
]  # fmt: skip
