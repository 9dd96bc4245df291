"""Let a function of arrays learn: gradients from autograd, steps from Adam.

autograd follows NumPy code as it runs and gives its gradient. The book's own functions
need no change for that, if they keep to operators, indexing, methods of arrays and NumPy's
element-wise functions.
"""

import numpy as np
from autograd import value_and_grad

from .. import checks
from .parameters import join

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8  # Kingma and Ba 2014, algorithm 1
STEP_SIZE = 0.003  # the paper's 0.001 suits networks larger than ours


def adam(arrays, gradients, moments, *, step, step_size=STEP_SIZE):
    """One step of Adam: walk against the mean gradient, in strides of about `step_size`.

    The first step moves every number by `step_size`, whatever the size of its gradient.

    Parameters
    ----------
    arrays, gradients : list of arrays
        What learns, and the gradient of the loss by it. Not modified.
    moments : list of pairs of arrays
        Running means of the gradient and of its square; zeros at first.
    step : int
        Counted from 1: the means start at zero, and this makes up for it.
    step_size : float
        Above 0.

    Returns
    -------
    arrays : list of arrays
    moments : list of pairs of arrays

    Raises
    ------
    ValueError
        If there is not one gradient and one pair of moments an array, or shapes differ.

    References
    ----------
    Kingma and Ba 2014, arXiv:1412.6980, algorithm 1.
    """
    step = checks.count("step", step)
    step_size = checks.number("step_size", step_size, above=0)
    arrays = [checks.numbers("arrays", a) for a in checks.iterable("arrays", arrays)]
    gradients = [*checks.iterable("gradients", gradients)]
    moments = [*checks.iterable("moments", moments)]
    checks.as_many(arrays=arrays, gradients=gradients, moments=moments)
    gradients = [
        checks.numbers("gradients", g, np.shape(a))
        for a, g in zip(arrays, gradients, strict=True)
    ]
    moments = [_pair(m, np.shape(a)) for a, m in zip(arrays, moments, strict=True)]
    moved, remembered = [], []
    for a, g, (mean, square) in zip(arrays, gradients, moments, strict=True):
        mean = BETA1 * mean + (1 - BETA1) * g
        square = BETA2 * square + (1 - BETA2) * g**2
        unbiased = mean / (1 - BETA1**step), square / (1 - BETA2**step)
        moved.append(a - step_size * unbiased[0] / (np.sqrt(unbiased[1]) + EPSILON))
        remembered.append((mean, square))
    return moved, remembered


def _stride(g, mean, square, *, step, step_size):
    """What `adam` takes away from an array, to the same bits; the means change in place.

    `train` takes thousands of steps, and to get a new array takes longer than to fill one
    that is there.
    """
    mean *= BETA1
    mean += (1 - BETA1) * g
    root = g * g
    root *= 1 - BETA2
    square *= BETA2
    square += root
    np.divide(square, 1 - BETA2**step, out=root)
    np.sqrt(root, out=root)
    root += EPSILON
    stride = mean / (1 - BETA1**step)
    stride *= step_size
    stride /= root
    return stride


def _pair(moment, shape):
    """Running means of a gradient and of its square, which cannot be negative."""
    if not isinstance(moment, tuple | list) or len(moment) != 2:
        raise ValueError(f"moments must be pairs of arrays, got {moment!r:.60}")
    mean, square = (checks.numbers("moments", m, shape) for m in moment)
    if (square < 0).any():
        raise ValueError(f"moments must have squares of 0 or more, got {square.min()}")
    return mean, square


def train(loss, p, batches, *, step_size=STEP_SIZE, average=0.0, watch=None, every=10):
    """Follow the gradient of `loss` downhill, one step a batch.

    Parameters
    ----------
    loss : function
        `loss(p, *batch)` gives one number, from code that autograd can follow.
    p : dict
        Parameters: dicts and lists of arrays, as deep as you like. Not modified.
    batches : iterable of tuples
        The other arguments of `loss`, a tuple a step.
    step_size : float
        Of `adam`.
    average : float
        In [0, 1). Above 0, what is watched and returned is a running mean of the parameters,
        of which so much is kept in a step: steadier than the last step's. The first steps
        keep less, (1 + step) / (10 + step) at most, so that the start is soon forgotten.
    watch : function, optional
        `watch(p)` is called before the first step, after each `every` steps and at the end.
    every : int

    Returns
    -------
    p : dict
        After the last step, or their running mean.
    losses : array, shape (steps,)
        The loss of each batch before its step.
    watched : list
        (steps done, what `watch` returned), empty without `watch`.

    Raises
    ------
    ValueError
        If the loss is not a finite number: the step size is too large, or something is
        divided by zero.

    References
    ----------
    The cap on the first means is that of TensorFlow's ExponentialMovingAverage, num_updates.
    """
    checks.function("loss", loss)
    checks.filled("p", p, "arrays")
    if watch is not None:
        checks.function("watch", watch)
    checks.iterable("batches", batches)
    step_size = checks.number("step_size", step_size, above=0)
    every = checks.count("every", every)
    if checks.rate("average", average) == 1:
        raise ValueError("average must be less than 1: the mean would never move")
    flat, spread = join(p)  # one row of numbers: a step touches all of them at once
    mean, losses, watched = flat, [], []
    moments = np.zeros_like(flat), np.zeros_like(flat)
    slope = value_and_grad(lambda flat, *batch: _one_number(loss(spread(flat), *batch)))
    for step, batch in enumerate(batches, 1):
        if not isinstance(batch, tuple | list):
            raise ValueError(f"batches must be tuples of arguments, got {batch!r:.60}")
        if watch and (step - 1) % every == 0:
            watched.append((step - 1, watch(spread(mean))))
        value, gradient = slope(flat, *batch)
        if not np.isfinite(value):
            raise ValueError(
                f"the loss must be a finite number, got {value} in step {step}"
            )
        flat = flat - _stride(gradient, *moments, step=step, step_size=step_size)
        losses.append(float(value))
        keep = min(average, (1 + step) / (10 + step))
        mean = keep * mean + (1 - keep) * flat if average else flat
    p = spread(mean)
    if watch:
        watched.append((len(losses), watch(p)))
    return p, np.array(losses), watched


def _one_number(value):
    given = getattr(value, "_value", value)  # autograd wraps arrays
    if np.shape(given) or np.asarray(given).dtype.kind != "f":
        raise ValueError(f"loss must give one number, a float, got {given!r:.60}")
    return value


def minibatches(rows, rng, *, size, steps):
    """Shuffle, deal out in batches, shuffle again: `steps` batches for `train`.

    Parameters
    ----------
    rows : array, shape (m, ...)
        What there is to learn from.
    rng : numpy.random.Generator
    size : int
        Rows of a batch, 1 ... m.
    steps : int
        Batches in all; rows that are left over at the end of a round are skipped.

    Returns
    -------
    iterator of tuples of one array, shape (size, ...)

    Raises
    ------
    ValueError
        If a batch has no rows, or more than there are.
    """
    rows, rng = np.asarray(rows), checks.rng(rng)
    if not rows.ndim:
        raise ValueError(f"rows must be an array of rows, got {rows}")
    size = checks.count("size", size, most=len(rows))
    return _deal(rows, rng, size, checks.count("steps", steps, least=0))


def _deal(rows, rng, size, steps):
    order = np.empty(0, int)
    for _ in range(steps):
        if len(order) < size:
            order = rng.permutation(len(rows))
        taken, order = order[:size], order[size:]
        yield (rows[taken],)
