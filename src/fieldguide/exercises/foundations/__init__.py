"""Tokens, attention, counting."""
