"""Checks of the exercises in notebooks/captions, a module for each notebook."""
