"""Learning from the prompt: solved examples in front of a question, and options to choose from.

GPT-3 (Brown et al. 2020, arXiv:2005.14165, sec. 2.4) is given a task as text and changes no
weight. Where the answer is one of several options, the model does not write: each option is
scored by its probability, and there are three ways to do that. What the options get without
a question is a bias, and can be divided away (Zhao et al. 2021, arXiv:2102.09690).
"""

import numpy as np

from ... import checks, shapes
from ..attention.attention import log_softmax
from ..networks.cache import read_on
from ..networks.transformer import GPT2_EPS, gelu_tanh


def few_shot_prompt(description, examples, query, *, arrow=(), delimiter=()):
    """Lay a task out as text: what is to be done, solved examples, and a question.

    Examples (5 -> 6) and (7 -> 8), a question 9, an arrow 1 and a delimiter 2, without a
    description: 5 1 6 2 7 1 8 2 9 1. The answer is what should come next.

    Parameters
    ----------
    description : int array, shape (m,)
        What is to be done; may be empty.
    examples : list of pairs of int arrays
        Question and answer of each. None is zero-shot, one is one-shot, more are few-shot.
    query : int array, shape (n,)
        The question without its answer.
    arrow : int array
        Between question and answer, the query's too.
    delimiter : int array
        Behind the description, if there is one, and behind each example.

    Returns
    -------
    int array, shape (length,)

    Raises
    ------
    ValueError
        If something is no token, or an example no pair.

    References
    ----------
    Brown et al. 2020, sec. 2.4 and Figure 2.1: K examples drawn from the training set,
    between them one or two line breaks. GPT-3 fits 10 to 100 into its 2,048 tokens.
    """
    arrow, delimiter = _row("arrow", arrow), _row("delimiter", delimiter)
    description, query = _row("description", description), _row("query", query)
    parts = [description, delimiter] if len(description) else []
    for k, example in enumerate(checks.iterable("examples", examples)):
        if not isinstance(example, tuple | list) or len(example) != 2:
            raise ValueError(
                f"examples[{k}] must be a question and its answer, got {example!r:.60}"
            )
        question, answer = (_row(f"examples[{k}]", part) for part in example)
        parts += [question, arrow, answer, delimiter]
    return np.concatenate([*parts, query, arrow])


@checks.weights(p=shapes.MODEL)
def option_log_probabilities(
    prompt, options, p, *, heads, activation=gelu_tanh, eps=GPT2_EPS
):
    """ln p of each token of each option, behind a prompt that is read only once.

    Parameters
    ----------
    prompt : int array, shape (n,)
        At least one token.
    options : list of int arrays
        Continuations of one token or more; their lengths may differ.
    p, heads, activation, eps
        As for `networks.transformer.decoder`.

    Returns
    -------
    list of arrays
        One for each option, with a number for each of its tokens, in nats.

    Raises
    ------
    ValueError
        If prompt and option together are longer than the position table (the last token
        of an option is not read), an option is empty, or something does not fit.

    References
    ----------
    Brown et al. 2020, sec. 2.4: "compare the LM likelihood of each completion".
    """
    v = len(p["token_table"])
    prompt = checks.ids("prompt", prompt, v, (None,))
    if not len(prompt):
        raise ValueError("prompt must have a token or more, got none")
    options = checks.several("options", options, checks.ids, v, (None,))
    how = {"heads": heads, "activation": activation, "eps": eps}
    longest = len(prompt) + max(map(len, options)) - 1
    checks.places("prompt and option", longest, p["position_table"])
    logits, read = read_on(prompt, p, **how)
    found = []
    for k, option in enumerate(options):
        if not len(option):
            raise ValueError(f"options[{k}] must have a token or more, got none")
        rows = logits[-1:]  # scores of the option's first token
        if len(option) > 1:
            more, _ = read_on(option[:-1], p, cache=read, **how)
            rows = np.concatenate([rows, more])
        found.append(np.take_along_axis(log_softmax(rows), option[:, None], -1)[:, 0])
    return found


def sum_scores(by_option):
    """Score options by their probability: the sum of ln p over their tokens.

    Options with the tokens (1/2) and (1/2, 1/2) get ln 1/2 and ln 1/4: each token costs,
    so long options lose.

    Parameters
    ----------
    by_option : list of arrays
        ln p of each token of each option.

    Returns
    -------
    array, shape (number of options,)

    Raises
    ------
    ValueError
        If there is no option, or one has no token or a number that is not finite.

    References
    ----------
    Brown et al. 2020, sec. 2.4.
    """
    return np.array([x.sum() for x in _options("by_option", by_option)])


def per_token_scores(by_option):
    """Score options by the mean of ln p over their tokens, so that length does not count.

    Options with the tokens (1/2) and (1/2, 1/2) get ln 1/2 both.

    Parameters
    ----------
    by_option : list of arrays
        As in `sum_scores`.

    Returns
    -------
    array, shape (number of options,)

    Raises
    ------
    ValueError
        As in `sum_scores`.

    References
    ----------
    Brown et al. 2020, sec. 2.4: most tasks compare "the per-token likelihood".
    """
    return np.array([x.mean() for x in _options("by_option", by_option)])


def ratio_scores(by_option, by_itself):
    """Score options by how much the question has raised them: ln p(option | prompt) / p(option).

    An option of probability 0.3 that has 0.6 anyway, and one of 0.2 that has 0.1: ln 1/2
    and ln 2. The second wins, though it is the less probable one.

    Parameters
    ----------
    by_option : list of arrays
        ln p of each token of each option, behind the prompt.
    by_itself : list of arrays
        The same behind a generic prompt, such as "Answer:".

    Returns
    -------
    array, shape (number of options,)

    Raises
    ------
    ValueError
        If the options are not as many or not as long, or as in `sum_scores`.

    References
    ----------
    Brown et al. 2020, sec. 2.4: P(completion | context) / P(completion | answer context),
    for ARC, OpenBookQA and RACE, since it did better on their development sets.
    """
    asked, unasked = (
        _options(name, x)
        for name, x in (("by_option", by_option), ("by_itself", by_itself))
    )
    checks.as_many(by_option=asked, by_itself=unasked)
    for with_prompt, without in zip(asked, unasked, strict=True):
        checks.same_shape(by_option=with_prompt, by_itself=without)
    return sum_scores(asked) - sum_scores(unasked)


def calibrate(chances, content_free):
    """Divide away what the options get when nothing is asked, and make shares of the rest.

    Chances of (0.6, 0.4) where an empty question gets (0.75, 0.25): 0.8 and 1.6, which
    are shares of 1/3 and 2/3.

    Parameters
    ----------
    chances : array, shape (..., c)
        Probabilities of c options, adding up to 1 in each row.
    content_free : array, shape (c,)
        The same for a question without content, such as "N/A", behind the same examples;
        each above 0.

    Returns
    -------
    array, shape (..., c)

    Raises
    ------
    ValueError
        If something is no row of probabilities, or an option has none without content.

    References
    ----------
    Zhao et al. 2021, arXiv:2102.09690, sec. 5: W = diag(content_free)^-1, b = 0, and the
    mean of three such questions. The paper takes a softmax of W p, we its shares: the same
    option wins. tonyzhaozh/few-shot-learning, run_classification.py, eval_accuracy.
    """
    chances = checks.probabilities("chances", chances, (..., None))
    content_free = checks.probabilities(
        "content_free", content_free, (chances.shape[-1],)
    )
    if not content_free.all():
        raise ValueError(
            f"content_free must give each option a chance, got {content_free}"
        )
    # times the smallest one, which drops out: so no quotient is too large
    raised = chances * (content_free.min() / content_free)
    return raised / raised.sum(-1, keepdims=True)


def _row(name, ids):
    return checks.ids(name, ids, shape=(None,))


def _options(name, x):
    """ln p of each token of each option: at least one option, each of at least one token."""
    x = checks.several(name, x, checks.finite, (None,))
    for k, tokens in enumerate(x):
        if not len(tokens):
            raise ValueError(f"{name}[{k}] must have a token or more, got none")
    return x
