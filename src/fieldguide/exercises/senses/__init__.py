"""Checks of the exercises in notebooks/senses, a module for each notebook."""
