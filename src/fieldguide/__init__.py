"""The small library that the pages of *A Field Guide to Generative Models* show and run."""

__version__ = "0.5.6"
