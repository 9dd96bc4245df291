"""Checks of the exercises in notebooks/science, a module for each notebook."""
