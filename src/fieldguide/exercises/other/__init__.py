"""Checks of the exercises in notebooks/other, a module for each notebook."""
