"""The ideas, as short pure NumPy functions: families of modules, a module an idea.

A mechanism that several systems share stands here once; ``data.systems()`` says which
system uses which function. Families import downward only: objectives from networks,
networks from attention.
"""
