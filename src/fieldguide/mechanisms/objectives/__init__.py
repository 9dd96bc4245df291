"""What a model is asked to do while it learns: fill in, order, detect, match, copy a teacher."""
