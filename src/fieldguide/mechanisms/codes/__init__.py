"""Continuous things as numbers of a codebook: the nearest code, codes that learn, choices that harden."""
