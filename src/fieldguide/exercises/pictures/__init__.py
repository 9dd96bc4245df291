"""Checks of the exercises in notebooks/pictures, a module for each notebook."""
