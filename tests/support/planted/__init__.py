"""Wrong answers to the tasks in assignments/, the likeliest mistakes first.

Each is what a student would write into the answer cell; test_assignments.py sees to it
that every one of them loses marks. A module has those of one assignment, by task.
"""

from importlib import import_module

ASSIGNMENTS = (
    "foundations", "encoders", "decoders", "assistants", "code-and-science", "text-to-image",
    "image-to-text", "other", "senses",
)  # fmt: skip
PLANTED = {
    name: import_module(f".{name.replace('-', '_')}", __name__).ANSWERS
    for name in ASSIGNMENTS
}
