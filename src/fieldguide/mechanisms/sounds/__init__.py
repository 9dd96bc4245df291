"""Waves as what an ear gets: pitches and their loudness, moment by moment, left and right."""
