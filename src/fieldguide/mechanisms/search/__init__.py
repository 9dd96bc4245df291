"""Finding: an algorithm with its proof, a note that answers a question, a tool that does."""
