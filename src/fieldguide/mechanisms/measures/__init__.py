"""What a model costs, counted from its shape, and what its scores are worth."""
