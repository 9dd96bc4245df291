"""Finding a program or an algorithm and proving that it is right."""
