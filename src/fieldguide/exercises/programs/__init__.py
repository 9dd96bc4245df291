"""Writing programs: Codex and AlphaCode."""
