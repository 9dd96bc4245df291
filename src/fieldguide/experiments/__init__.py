"""Longer runs whose results are stored; each is made again by ``python -m``."""
