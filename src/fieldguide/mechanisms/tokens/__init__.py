"""What a model reads: text cut into tokens, sentences put into pairs."""
