"""From scores to text: draw a word, cut off the tail, search; choose among replies, rewrite one."""
