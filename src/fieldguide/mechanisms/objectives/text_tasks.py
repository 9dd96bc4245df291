"""Every task as text: a prefix says which task it is, and the answer is words too.

T5 (Raffel et al. 2020, arXiv:1910.10683, sec. 2.4) translates, classifies and even rates by
writing text, so that one model, one loss and one way of decoding do for all.
"""

from ... import checks

PARTS = 5  # of a point: similarities are written in steps of 0.2, sec. 2.4
MOST = 5.0  # of a similarity in STS-B, sec. 2.4


def phrase(task, fields):
    """Lay the parts of an example out as text: the task's name, then each part by name.

    "stsb" with sentence1 and sentence2 gives "stsb sentence1: The lamp shines. sentence2:
    The lamp is lit."

    Parameters
    ----------
    task : str
        The prefix.
    fields : dict of str to str
        The parts by name, in their order.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If something is no text.

    References
    ----------
    Raffel et al. 2020, sec. 2.4 and app. D; glue in T5's preprocessors.py.
    """
    parts = [checks.text("task", task)]
    for name, field in checks.parts("fields", fields).items():
        parts += [f"{checks.text('a name of fields', name)}:", checks.text(name, field)]
    return " ".join(parts)


def similarity_text(score):
    """A rating from 0 to 5 as the text that T5 is to write: rounded to steps of 0.2.

    2.57 becomes "2.6": regression turns into a choice among 26 words, of which the
    ratings of STS-B, from 1 on, need 21.

    Parameters
    ----------
    score : float
        In [0, 5].

    Returns
    -------
    str
        With one decimal.

    Raises
    ------
    ValueError
        If the score is no number from 0 to 5.

    References
    ----------
    Raffel et al. 2020, sec. 2.4, which counts 21 classes from 1 to 5; stsb in T5's
    preprocessors.py: round(5 x) / 5, a half to the even number.
    """
    score = float(checks.number("score", score, least=0))
    if score > MOST:
        raise ValueError(f"score must be a number from 0 to {MOST:g}, got {score}")
    return f"{round(score * PARTS) / PARTS:.1f}"


def read_class(written, names):
    """Which class a text names: its number, or None if it names none.

    What is not exactly a name counts as wrong, however close it is: "not acceptable" is no
    "unacceptable".

    Parameters
    ----------
    written : str
        What the model wrote.
    names : list of str
        The classes.

    Returns
    -------
    int or None

    Raises
    ------
    ValueError
        If something is no text, or two classes have one name.

    References
    ----------
    Raffel et al. 2020, sec. 2.4 ("we always count the model's output as wrong");
    string_label_to_class_id in t5/evaluation, where None is -1.
    """
    written, names = checks.text("written", written), list(checks.texts("names", names))
    if not names or len(set(names)) < len(names):
        raise ValueError(f"names must be some, all different, got {names}")
    return names.index(written) if written in names else None
