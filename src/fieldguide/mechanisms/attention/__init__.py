"""How each token looks at the others, and how it knows where they stand."""
