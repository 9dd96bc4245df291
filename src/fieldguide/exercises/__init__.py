"""Checks of the exercises: a folder a chapter, a module a notebook."""
