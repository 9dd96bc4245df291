"""Strangers' code, run apart: students' (see `classroom`), and what a model has written.

`apart` says where it runs and what it sees there, `watch` how long it may, and `programs`
judges one program by what it prints. It imports nothing of the book, and needs Linux.
"""
