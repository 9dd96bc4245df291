"""The map, the surveys, the benchmark figures."""
