"""From scores to text: draw a word, cut off the tail, spare repetitions, search for the best."""
