"""What mechanisms learn with: losses, parameters as one row of numbers, steps downhill."""
