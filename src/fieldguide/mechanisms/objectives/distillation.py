"""Distillation: a small network learns what a large one says, not only what is right.

DistilBERT (Sanh et al. 2019, arXiv:1910.01108) trains with three losses at once. These
functions also learn: they use only what autograd can follow.
"""

import numpy as np

from ... import checks
from ...training.losses import cross_entropy
from ..attention.attention import log_softmax, softmax
from .masking import IGNORE

TEMPERATURE = 2.0  # default of train.py in the released code; the paper prints none
LOSS_WEIGHTS = {"ce": 5.0, "mlm": 2.0, "cos": 1.0}  # README of the released code, B


def soften(logits, *, temperature):
    """Probabilities at a temperature: softmax(logits / T). Heat evens them out.

    The logits (0, ln 9) give (0.1, 0.9) at T = 1 and (0.25, 0.75) at T = 2.

    Parameters
    ----------
    logits : array, shape (..., v)
    temperature : float
        Above 0. Near 0 the largest logit takes all; at endless heat all are equal.

    Returns
    -------
    array, shape (..., v)
        Rows add up to 1.

    Raises
    ------
    ValueError
        If the temperature is not above 0.

    References
    ----------
    Hinton, Vinyals and Dean 2015, arXiv:1503.02531, equation 1; Sanh et al. 2019, sec. 2.
    """
    logits = checks.numbers("logits", logits, (..., None))
    temperature = checks.number("temperature", temperature, above=0)
    return softmax(logits / temperature)


def soft_loss(student, teacher, *, temperature=TEMPERATURE):
    """How far the student's softened probabilities are from the teacher's, times T^2.

    KL(teacher || student) at temperature T. Its gradient shrinks like 1 / T^2 as the
    heat rises; the factor T^2 keeps the size of the lesson.

    Parameters
    ----------
    student, teacher : array, shape (..., v)
        Logits. The teacher's are taken as they are: nothing is learned through them.
    temperature : float
        The same for both.

    Returns
    -------
    float
        Mean over the rows, in nats times T^2; 0 if both say the same.

    Raises
    ------
    ValueError
        If the shapes differ or the temperature is not above 0.

    References
    ----------
    Hinton, Vinyals and Dean 2015, arXiv:1503.02531, section 2, for T^2. Sanh et al.
    2019, sec. 2, print the cross-entropy -sum t ln s; the released code (distiller.py)
    takes the divergence, sum t (ln t - ln s), which differs by the teacher's entropy: the
    gradient is the same. The code averages over all tokens but padding.
    """
    student = checks.numbers("student", student, (..., None))
    teacher = checks.numbers("teacher", teacher, student.shape)
    temperature = checks.number("temperature", temperature, above=0)
    log_s = log_softmax(student / temperature)
    log_t = log_softmax(teacher / temperature)
    divergence = (np.exp(log_t) * (log_t - log_s)).sum(-1)  # (...)  nats
    return temperature**2 * divergence.mean()


def masked_loss(logits, labels):
    """Cross-entropy at the chosen places: the mean of -ln p(right token).

    Parameters
    ----------
    logits : array, shape (..., n, v)
    labels : int array, shape (..., n)
        The right token, or -100 where no loss is taken, as `masking.mask_tokens` gives.

    Returns
    -------
    float
        In nats.

    Raises
    ------
    ValueError
        If shapes do not fit, or nothing was chosen.

    References
    ----------
    Devlin et al. 2018, arXiv:1810.04805, sec. 3.1; L_mlm in Sanh et al. 2019.
    """
    logits = checks.rows("logits", logits)
    labels = checks.integers("labels", labels, logits.shape[:-1])
    chosen = labels != IGNORE
    if not chosen.any():
        raise ValueError(f"labels must hold an id besides {IGNORE}, got none")
    ids = checks.ids("labels", labels[chosen], logits.shape[-1])
    return cross_entropy(logits[chosen], ids)


def cosine_loss(student, teacher):
    """How far the student's vectors point away from the teacher's: 1 - cosine.

    0 if they point the same way, 1 at a right angle, 2 if opposite; length does not count.

    Parameters
    ----------
    student, teacher : array, shape (..., d)
        Vectors of the last layer, equally wide. None may be zero.

    Returns
    -------
    float
        Mean over the vectors.

    Raises
    ------
    ValueError
        If the shapes differ, or a vector is zero: it has no direction.

    References
    ----------
    Sanh et al. 2019, arXiv:1910.01108, sec. 2, "cosine embedding loss"; distiller.py
    takes the last layer and all tokens but padding.
    """
    student = checks.numbers("student", student, (..., None))
    teacher = checks.numbers("teacher", teacher, student.shape)
    product = (student * teacher).sum(-1)  # (...)
    lengths = _squared_lengths(student=student) * _squared_lengths(teacher=teacher)
    return (1 - product / np.sqrt(lengths)).mean()


def distillation_loss(
    student,
    teacher,
    labels,
    student_hidden,
    teacher_hidden,
    *,
    temperature=TEMPERATURE,
    weights=LOSS_WEIGHTS,
):
    """DistilBERT's triple loss: copy the teacher, find the word, point the same way.

    Parameters
    ----------
    student, teacher : array, shape (..., n, v)
        Logits of both for the same corrupted sentences, without padding.
    labels : int array, shape (..., n)
        As in `masked_loss`.
    student_hidden, teacher_hidden : array, shape (..., n, d)
        Vectors of the last layer.
    temperature : float
    weights : dict
        How much ce, mlm and cos count.

    Returns
    -------
    dict
        The losses ce, mlm and cos, and their weighted sum, total.

    Raises
    ------
    ValueError
        If shapes do not fit, nothing was chosen, or the temperature is not above 0.

    References
    ----------
    Sanh et al. 2019, arXiv:1910.01108, sec. 2: "a linear combination". The weights stand
    in the README of the released code.
    """
    checks.parts("weights", weights, "ce", "mlm", "cos")
    student_hidden = checks.numbers("student_hidden", student_hidden, (..., None))
    teacher_hidden = checks.numbers(
        "teacher_hidden", teacher_hidden, student_hidden.shape
    )
    losses = {
        "ce": soft_loss(student, teacher, temperature=temperature),
        "mlm": masked_loss(student, labels),
        "cos": cosine_loss(student_hidden, teacher_hidden),
    }
    return {**losses, "total": sum(weights[k] * losses[k] for k in losses)}


def starting_layers(*, teacher_layers=12, student_layers=6):
    """Which of the teacher's layers the student starts from: evenly spread, ends included.

    Six of twelve are 0, 2, 4, 7, 9 and 11.

    Parameters
    ----------
    teacher_layers, student_layers : int
        Numbers of layers, 1 <= student <= teacher.

    Returns
    -------
    list of int
        Counted from 0, `student_layers` of them.

    Raises
    ------
    ValueError
        If the student is deeper than the teacher, or has no layer.

    References
    ----------
    Sanh et al. 2019, arXiv:1910.01108, sec. 3: "one layer out of two". The six numbers
    stand in scripts/extract_distilbert.py of the released code; the rule for other
    depths is ours.
    """
    teacher_layers = checks.count("teacher_layers", teacher_layers)
    student_layers = checks.count("student_layers", student_layers, most=teacher_layers)
    step = (teacher_layers - 1) / max(1, student_layers - 1)
    return [round(k * step) for k in range(student_layers)]


def start_student(p, *, layers):
    """A student that is the teacher with fewer blocks: same tables, every second block.

    Parameters
    ----------
    p : dict
        Parameters of `transformer.encoder`. Not modified; the arrays are shared.
    layers : int
        Blocks of the student.

    Returns
    -------
    dict
        Parameters of `transformer.encoder`, which has neither segments nor a pooler, just
        as DistilBERT.

    Raises
    ------
    ValueError
        If `layers` is not between 1 and the teacher's number.

    References
    ----------
    Sanh et al. 2019, arXiv:1910.01108, sec. 3, "Student initialization".
    """
    checks.parts("p", p, "blocks")
    blocks = checks.dicts("blocks of p", p["blocks"])
    layers = checks.count("layers", layers, most=len(blocks))
    kept = starting_layers(teacher_layers=len(blocks), student_layers=layers)
    return {**p, "blocks": [blocks[k] for k in kept]}


def fit_student(
    windows, shares, rng, *, rank, temperature=1.0, steps=300, step_size=0.6
):
    """A small pupil for `window.fit_window`: its tables are factorized, as ALBERT's is.

    Not a system: a microscope. Logits = (left[l] + here[h] + right[r]) out, with rows of
    `rank` numbers. A hard label is a row of shares with a single 1.

    Parameters
    ----------
    windows : int array, shape (m, 3)
        As `window.window` gives them.
    shares : array, shape (m, v)
        Probabilities to copy, taken at the same temperature.
    rng : numpy.random.Generator
        For the first weights.
    rank : int
        Numbers in a row.
    temperature : float
    steps : int
        Passes over all m examples.
    step_size : float
        Of plain gradient descent on the mean soft loss, T^2 included.

    Returns
    -------
    tables : array, shape (3, v, rank)
    out : array, shape (rank, v)

    Raises
    ------
    ValueError
        If an argument does not fit, or the numbers of examples differ.
    """
    shares = checks.probabilities("shares", shares, (None, None))
    v = shares.shape[-1]
    windows = checks.ids("windows", windows, v, (len(shares), 3))
    rank, steps = checks.count("rank", rank), checks.count("steps", steps, least=0)
    temperature = checks.number("temperature", temperature, above=0)
    step_size = checks.number("step_size", step_size, above=0)
    checks.rng(rng)
    tables, out = rng.normal(0, 0.3, (3, v, rank)), rng.normal(0, 0.3, (rank, v))
    for _ in range(steps):
        inner = read_windows(windows, tables)  # (m, rank)
        p = soften(inner @ out, temperature=temperature)  # (m, v)
        slope = temperature * (p - shares) / len(windows)  # of the loss by the logits
        back = slope @ out.T  # (m, rank)
        out = out - step_size * inner.T @ slope
        for k in range(3):
            np.subtract.at(tables[k], windows[:, k], step_size * back)
    return tables, out


def read_windows(windows, table):
    """Add up what the three tokens of each window say: rows of the three tables.

    Parameters
    ----------
    windows : int array, shape (m, 3)
    table : array, shape (3, v, k)

    Returns
    -------
    array, shape (m, k)
        For the tables of `window.fit_window`, k is v and these are logits.

    Raises
    ------
    ValueError
        If a token of a window has no row.
    """
    table = checks.numbers("table", table, (3, None, None))
    windows = checks.ids("windows", windows, table.shape[1], (None, 3))
    return sum(rows[column] for rows, column in zip(table, windows.T, strict=True))


def _squared_lengths(**vectors):
    ((name, x),) = vectors.items()
    squares = (x**2).sum(-1)  # (...)
    if (squares == 0).any():
        raise ValueError(f"{name} must have no row of zeros, which has no direction")
    return squares
