"""Noise that is undone: schedules, steps forward and back, denoisers known exactly, guidance."""
