"""Comparisons in the middle of a conversation: which answer would have been better here?"""

from ... import checks


def pick_message(roles, rng, *, role="assistant"):
    """Pick one of a speaker's messages by chance: alternatives to it will be written and ranked.

    In a conversation of user, assistant, user, assistant it is message 1 or 3.

    Parameters
    ----------
    roles : list of str
        Who speaks in each message.
    rng : numpy.random.Generator
    role : str
        Whose messages are judged.

    Returns
    -------
    int
        The place of the message. What is said before it is the prompt; what came after it
        is not shown to the model.

    Raises
    ------
    ValueError
        If that speaker has no message.

    References
    ----------
    OpenAI 2022, ChatGPT: Optimizing Language Models for Dialogue, Methods. How the message is
    drawn is not said there; here all are equally likely.
    """
    roles, role = list(checks.texts("roles", roles)), checks.text("role", role)
    own = [k for k, speaker in enumerate(roles) if speaker == role]
    if not own:
        raise ValueError(f"roles must have a message of {role!r}, got {roles}")
    return own[checks.rng(rng).integers(len(own))]


def compare_at(messages, k, alternatives):
    """A conversation up to message k, once with each of several answers in its place.

    Parameters
    ----------
    messages : list of pairs of str
        (role, words), in their order.
    k : int
        Which message is replaced; see `pick_message`.
    alternatives : list of str
        Two or more.

    Returns
    -------
    list of lists of pairs
        One conversation an alternative. All begin with the same messages and end with an answer
        of the same speaker.

    Raises
    ------
    ValueError
        If something is no pair of texts, there is no message k, or there are fewer than two
        alternatives.

    References
    ----------
    OpenAI 2022, ChatGPT: Optimizing Language Models for Dialogue, Methods: two or more.
    """
    messages = list(checks.iterable("messages", messages))
    for each, message in enumerate(messages):
        if not isinstance(message, tuple | list) or len(message) != 2:
            raise ValueError(
                f"messages[{each}] must be a pair (role, words), got {message!r:.60}"
            )
        checks.texts(f"messages[{each}]", message)
    checks.count("number of messages", len(messages))
    k = checks.count("k", k, least=0, most=len(messages) - 1)
    alternatives = list(checks.texts("alternatives", alternatives))
    if len(alternatives) < 2:
        raise ValueError(f"alternatives must be two or more, got {len(alternatives)}")
    role, _ = messages[k]
    return [[*messages[:k], (role, answer)] for answer in alternatives]
