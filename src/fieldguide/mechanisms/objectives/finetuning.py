"""Fine-tuning: put a small head on a trained encoder and go on training, on a task of one's own.

BERT (Devlin et al. 2018, arXiv:1810.04805) reads the vector of [CLS], which stands in front of
every text, and makes a score for each class of it.

Parameters of the head are a dict: pooler, d to d features, and output, d to the classes.
"""

import numpy as np

from ... import checks, shapes
from ..attention.attention import linear, new_linear

HEAD = {"pooler": shapes.affine("d", "d"), "output": shapes.affine("d", "c")}


@checks.weights(head=HEAD)
def class_scores(hidden, head):
    """What an encoder made of a text, as a score for each class: its [CLS] decides.

    Only the first vector is used. The others have had their say before, in attention.

    Parameters
    ----------
    hidden : array, shape (..., n, d)
        The encoder's vectors, [CLS] first.
    head : dict of dicts
        pooler and output; see `new_classifier`.

    Returns
    -------
    array, shape (..., classes)
        Logits: their softmax gives probabilities.

    Raises
    ------
    ValueError
        If widths do not fit, or the head lacks a part.

    References
    ----------
    Devlin et al. 2018, arXiv:1810.04805, section 4.1, has softmax(C W^T) of the vector C.
    That C has passed a layer with tanh, the pooler, is in the released code, modeling.py and
    run_classifier.py, which also adds a bias, and dropout of 0.1, left out here.
    """
    d = len(head["pooler"]["weight"])
    hidden = checks.rows("hidden", hidden, d)
    first = hidden[..., 0, :]  # (..., d)
    return linear(np.tanh(linear(first, head["pooler"])), head["output"])


def new_classifier(rng, *, d, classes):
    """A head before it has learned anything: all that fine-tuning adds to a network.

    Parameters
    ----------
    rng : numpy.random.Generator
    d : int
        Width of the encoder.
    classes : int
        2 or more.

    Returns
    -------
    dict of dicts
        pooler, (d, d), and output, (d, classes), each with weight and bias. With 32 features
        and 4 classes that is 1056 + 132 numbers.

    Raises
    ------
    ValueError
        If a size is not a whole number, or there are fewer than two classes.

    References
    ----------
    google-research/bert, run_classifier.py, starts with a standard deviation of 0.02, for
    768 features; here it is 1 / sqrt(d), which suits narrow networks. BERT's pooler has
    been pre-trained with next-sentence prediction; this one is new.
    """
    d, classes = checks.count("d", d), checks.count("classes", classes, least=2)
    return {
        "pooler": new_linear(rng, d=d, e=d, spread=d**-0.5),
        "output": new_linear(rng, d=d, e=classes, spread=d**-0.5),
    }
