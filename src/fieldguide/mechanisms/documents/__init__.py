"""Papers with parts: an outline, what belongs below what, where it stands on a page."""
