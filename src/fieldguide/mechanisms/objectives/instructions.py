"""Tasks as instructions: templates that say one example in many ways, and how tasks are mixed.

FLAN (Wei et al. 2021, arXiv:2109.01652) and Flan-T5 (Chung et al. 2022, arXiv:2210.11416)
take data sets that exist and write each example as something that one might ask a person.
"""

import re

import numpy as np

from ... import checks

BETWEEN = "\n\n"  # an example and its answer, flan/v2/few_shot.py, x_y_delimiter
BEHIND = "\n\n\n"  # an answered example and the next, example_separator


def fill(pattern, fields):
    """Put the parts of an example where a pattern names them.

    "Who {what}?" with what = "lights the lamp" becomes "Who lights the lamp?".

    Parameters
    ----------
    pattern : str
        {name} stands for a part.
    fields : dict of str to str
        The parts by name. What the pattern does not name is left out; what stands in a
        part is never read as a pattern.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If the pattern names a part that there is not.

    References
    ----------
    google-research/FLAN@2c79a31, flan/v2/preprocessors.py, format_from_feature_dictionary.
    """
    pattern = checks.text("pattern", pattern)
    names = dict.fromkeys(re.findall(r"{(\w+)}", pattern))
    fields = checks.parts("fields", fields, *names)
    parts = {name: checks.text(f"fields[{name!r}]", fields[name]) for name in names}
    return re.sub(r"{(\w+)}", lambda found: parts[found[1]], pattern)


def options_text(options):
    """What may be answered, as a list of lines: "OPTIONS:", then "- yes", "- no".

    Parameters
    ----------
    options : list of str

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If there are none, or one is no text.

    References
    ----------
    Wei et al. 2021, section 2.3: without the list a model spreads its probability over many
    ways to say yes. google-research/FLAN@2c79a31, flan/v2/preprocessors.py, format_options.
    """
    options = list(checks.texts("options", options))
    if not options:
        raise ValueError("options must hold a text or more, got none")
    return "\n- ".join(["OPTIONS:", *options])


def pose(fields, patterns):
    """An example as a pair: what is read, and what is to be written.

    The patterns of a task that is asked backward, Flan's *input inversion*, are the same two
    the other way round: given the answer, write the question.

    Parameters
    ----------
    fields : dict of str to str
        The parts of the example by name.
    patterns : pair of str
        Of the input and of the target, for `fill`.

    Returns
    -------
    source, target : str

    Raises
    ------
    ValueError
        If there are not two patterns, or they name a part that there is not.

    References
    ----------
    Chung et al. 2022, section 2.1; google-research/FLAN, flan/v2/templates.py, where a task
    has such pairs in a list.
    """
    patterns = list(checks.texts("patterns", patterns))
    if len(patterns) != 2:
        raise ValueError(f"patterns must be two, input and target, got {len(patterns)}")
    source, target = (fill(pattern, fields) for pattern in patterns)
    return source, target


def show_examples(shown, question):
    """Put answered examples of a task in front of a question: few-shot, in Flan's form.

    Parameters
    ----------
    shown : list of pairs of str
        (source, target) of other examples, as `pose` gives them; none is zero-shot.
    question : str

    Returns
    -------
    str
        Ends where the answer begins.

    Raises
    ------
    ValueError
        If something is no pair of texts.

    References
    ----------
    google-research/FLAN@0542ad3, flan/v2/few_shot.py: two line ends before an answer, three
    behind it. Without examples the question stays as it is.
    """
    parts = []
    for k, pair in enumerate(checks.iterable("shown", shown)):
        pair = list(checks.texts(f"shown[{k}]", pair))
        if len(pair) != 2:
            raise ValueError(f"shown[{k}] must be a pair of texts, got {len(pair)}")
        parts.append(BETWEEN.join(pair) + BEHIND)
    return "".join(parts) + checks.text("question", question) + BETWEEN * bool(parts)


def mixing_rates(examples, *, cap):
    """How often each task comes up: in proportion to its examples, but no more than the cap.

    Tasks of 10, 100 and 1000 examples with the cap 100 come in shares 10 : 100 : 100.

    Parameters
    ----------
    examples : int array, shape (m,)
        How many each task has, 1 or more.
    cap : int
        The most that count of any task. The limit comes before the shares are taken.

    Returns
    -------
    array, shape (m,)
        Probabilities that add up to 1.

    Raises
    ------
    ValueError
        If a task has no examples, or there is no task.

    References
    ----------
    Raffel et al. 2019, arXiv:1910.10683, section 3.5.2, examples-proportional mixing: r_m =
    min(e_m, K) / sum of min(e_n, K). Wei et al. 2021, section 2.4 (K = 3000, and at most 30,000
    examples of a set are used); Chung et al. 2022, table 23, which has a K for each family.
    """
    examples = checks.ids("examples", examples, shape=(None,), least=1)
    if not len(examples):
        raise ValueError("examples must hold a task or more, got none")
    cap = min(checks.count("cap", cap), int(examples.max()))  # which NumPy can hold
    counted = np.minimum(examples, cap).astype(float)  # whose sum cannot overflow
    return counted / counted.sum()
