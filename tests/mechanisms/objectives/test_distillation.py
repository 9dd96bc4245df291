"""DistilBERT: soft shares, three losses, a student that starts from its teacher."""

import autograd
import numpy as np
import pytest

from fieldguide import harbor
from fieldguide.mechanisms.measures import counting
from fieldguide.mechanisms.networks import transformer, window
from fieldguide.mechanisms.objectives import distillation
from fieldguide.mechanisms.objectives.masking import IGNORE

LN = np.log


# --- temperature ------------------------------------------------------------------------


def test_soften_by_hand():
    logits = np.array([0, LN(9)])
    assert distillation.soften(logits, temperature=1) == pytest.approx([0.1, 0.9])
    assert distillation.soften(logits, temperature=2) == pytest.approx([0.25, 0.75])
    assert distillation.soften(logits, temperature=1e9) == pytest.approx([0.5, 0.5])
    assert distillation.soften(logits, temperature=1e-3) == pytest.approx([0, 1])


def test_heat_keeps_the_order_and_raises_the_entropy(rng):
    logits = rng.normal(size=10)
    last = -1
    for temperature in (0.5, 1, 2, 4, 8):
        p = distillation.soften(logits, temperature=temperature)
        assert np.array_equal(np.argsort(p), np.argsort(logits))
        entropy = -(p * LN(p)).sum()
        assert last < entropy < LN(10)
        last = entropy


@pytest.mark.parametrize("temperature", [0, -1, float("nan")])
def test_bad_temperature(temperature):
    with pytest.raises(ValueError, match="temperature must be a finite number above 0"):
        distillation.soften(np.zeros(3), temperature=temperature)
    with pytest.raises(ValueError, match="temperature must be a finite number above 0"):
        distillation.soft_loss(np.zeros(3), np.zeros(3), temperature=temperature)


def test_log_softmax_survives_large_logits():
    assert distillation.log_softmax(np.array([0.0, 1000.0])).tolist() == [-1000, 0]
    assert distillation.log_softmax(np.zeros(4)) == pytest.approx([-LN(4)] * 4)


# --- the soft loss ----------------------------------------------------------------------


def test_soft_loss_by_hand():
    """Teacher (3/4, 1/4), student (1/2, 1/2): 3/4 ln 3/2 + 1/4 ln 1/2."""
    teacher, student = np.array([[LN(3), 0]]), np.zeros((1, 2))
    divergence = 0.75 * LN(1.5) + 0.25 * LN(0.5)
    loss = distillation.soft_loss(student, teacher, temperature=1)
    assert loss == pytest.approx(divergence)
    # The same logits doubled, at twice the temperature: the same shares, times 2**2.
    hot = distillation.soft_loss(2 * student, 2 * teacher, temperature=2)
    assert hot == pytest.approx(4 * divergence)


def test_soft_loss_has_a_direction_and_is_0_for_equals(rng):
    a, b = rng.normal(size=(2, 5, 7))
    assert distillation.soft_loss(a, a) == pytest.approx(0, abs=1e-15)
    assert distillation.soft_loss(a, a + 3) == pytest.approx(0, abs=1e-12)
    forward, backward = distillation.soft_loss(a, b), distillation.soft_loss(b, a)
    assert forward > 0 and abs(forward - backward) > 1e-3


def test_the_gradient_is_t_times_the_difference(rng):
    student, teacher = rng.normal(size=(2, 4, 6))
    for temperature in (1.0, 2.0, 5.0):
        slope = autograd.grad(distillation.soft_loss)(
            student, teacher, temperature=temperature
        )
        p, q = (
            distillation.soften(x, temperature=temperature) for x in (student, teacher)
        )
        assert slope == pytest.approx(temperature * (p - q) / 4, abs=1e-12)


def test_without_t_squared_the_gradient_shrinks_like_one_over_it(rng):
    """At 8 and 16 degrees it differs by a factor of almost 4; with T^2 by almost none."""
    student, teacher = rng.normal(size=(2, 4, 6))
    slope = autograd.grad(distillation.soft_loss)
    cool, hot = (
        np.linalg.norm(slope(student, teacher, temperature=t)) for t in (8.0, 16.0)
    )
    assert hot / cool == pytest.approx(1, abs=0.1)
    assert (cool / 8**2) / (hot / 16**2) == pytest.approx(4, abs=0.4)


def test_soft_loss_refuses_other_shapes():
    with pytest.raises(
        ValueError, match=r"teacher must have shape \(2, 3\), got \(3, 3\)"
    ):
        distillation.soft_loss(np.zeros((2, 3)), np.zeros((3, 3)))


# --- the two other losses ---------------------------------------------------------------


def test_masked_loss_by_hand():
    """Of three places two are chosen: -ln 3/4 and -ln 1/4."""
    logits = np.array([[LN(3), 0], [50, 0], [LN(3), 0]])
    loss = distillation.masked_loss(logits, [0, IGNORE, 1])
    assert loss == pytest.approx((-LN(0.75) - LN(0.25)) / 2)
    assert distillation.masked_loss(np.zeros((2, 3, 81)), [[5, 6, 7]] * 2) == (
        pytest.approx(LN(81))
    )


def test_masked_loss_refuses():
    with pytest.raises(ValueError, match="labels must hold an id"):
        distillation.masked_loss(np.zeros((2, 5)), [IGNORE, IGNORE])
    with pytest.raises(ValueError, match=r"labels must have shape \(2,\), got \(3,\)"):
        distillation.masked_loss(np.zeros((2, 5)), [1, 2, 3])


def test_cosine_loss_by_hand():
    east, north = np.array([[1.0, 0]]), np.array([[0, 5.0]])
    assert distillation.cosine_loss(east, 7 * east) == 0
    assert distillation.cosine_loss(east, north) == 1
    assert distillation.cosine_loss(east, -3 * east) == 2
    both = np.concatenate([east, north])
    assert distillation.cosine_loss(both, np.concatenate([east, -north])) == 1
    with pytest.raises(ValueError, match="teacher must have shape"):
        distillation.cosine_loss(both, east)


def test_the_three_are_added_with_their_weights(rng):
    student, teacher, h, g = rng.normal(size=(4, 2, 3, 5))
    labels = [[1, IGNORE, 2], [IGNORE, IGNORE, 0]]
    out = distillation.distillation_loss(student, teacher, labels, h, g)
    assert list(out) == ["ce", "mlm", "cos", "total"]
    assert out["total"] == pytest.approx(5 * out["ce"] + 2 * out["mlm"] + out["cos"])
    assert out["ce"] == distillation.soft_loss(student, teacher, temperature=2)


# --- what the student starts from -------------------------------------------------------


def test_the_published_layers():
    assert distillation.starting_layers() == [0, 2, 4, 7, 9, 11]
    assert distillation.starting_layers(teacher_layers=12, student_layers=12) == list(
        range(12)
    )
    assert distillation.starting_layers(teacher_layers=12, student_layers=1) == [0]
    assert distillation.starting_layers(teacher_layers=12, student_layers=2) == [0, 11]
    for wrong in (0, 13):
        with pytest.raises(
            ValueError, match=f"student_layers must be .* 1 ... 12, got {wrong}"
        ):
            distillation.starting_layers(teacher_layers=12, student_layers=wrong)


def test_layers_are_spread_without_repeats():
    for teacher in range(1, 30):
        for student in range(1, teacher + 1):
            kept = distillation.starting_layers(
                teacher_layers=teacher, student_layers=student
            )
            assert len(set(kept)) == student and kept == sorted(kept)
            assert kept[0] == 0 and (student == 1 or kept[-1] == teacher - 1)


def test_a_student_has_the_teachers_tables_and_every_second_block(rng):
    teacher = transformer.new_model(rng, vocab_size=20, positions=9, d=8, layers=12)
    student = distillation.start_student(teacher, layers=6)
    assert len(teacher["blocks"]) == 12 and len(student["blocks"]) == 6
    assert student["token_table"] is teacher["token_table"]
    assert student["blocks"][3] is teacher["blocks"][7]
    assert transformer.size(student) == counting.encoder_parameters(
        layers=6, width=8, vocab_size=20, positions=9, segments=0
    )
    out = transformer.encoder(np.array([1, 2, 3]), student, heads=2)
    assert out.shape == (3, 8)


# --- the small pupil --------------------------------------------------------------------


def test_windows_are_read_by_adding_rows():
    tables = np.arange(12.0).reshape(3, 2, 2)  # rows (0, 1), (2, 3); (4, 5) ...
    assert distillation.read_windows(np.array([[0, 1, 0]]), tables).tolist() == [
        [0 + 6 + 8, 1 + 7 + 9]
    ]


def test_one_step_of_the_pupil_goes_down_the_gradient(rng):
    windows, v = rng.integers(0, 5, (7, 3)), 5
    teacher = rng.normal(size=(7, v))
    for temperature in (1.0, 3.0):
        shares = distillation.soften(teacher, temperature=temperature)

        def loss(weights, t=temperature):
            tables, out = weights
            logits = distillation.read_windows(windows, tables) @ out
            return distillation.soft_loss(logits, teacher, temperature=t)

        start = distillation.fit_student(
            windows,
            shares,
            np.random.default_rng(1),
            rank=2,
            temperature=temperature,
            steps=0,
        )
        slope = autograd.grad(loss)(start)
        after = distillation.fit_student(
            windows,
            shares,
            np.random.default_rng(1),
            rank=2,
            temperature=temperature,
            steps=1,
            step_size=0.01,
        )
        for a, b, g in zip(after, start, slope, strict=True):
            assert a == pytest.approx(b - 0.01 * g, abs=1e-12)


def test_pupil_refuses_other_numbers(rng):
    with pytest.raises(ValueError, match="windows must have shape"):
        distillation.fit_student(np.zeros((2, 3), int), np.eye(5)[:3], rng, rank=2)


# --- what the notebook says -------------------------------------------------------------

V = len(harbor.vocabulary())


def hidden_windows(sentences):
    seen = [window.window(harbor.read(" ".join(s))[0]) for s in sentences]
    seen = np.concatenate(seen)
    wanted = seen[:, 1].copy()
    seen[:, 1] = harbor.MASK
    return seen, wanted


def exam(logits, right):
    surprise = -distillation.log_softmax(logits)[np.arange(len(right)), right]
    return surprise.mean(), np.mean(logits.argmax(1) == right)


def test_few_examples_favor_the_teacher_and_all_of_them_the_labels():
    """Mean of eight stories, each left out once: (surprise, right first guesses)."""
    stories, marks = harbor.stories(), {}
    for out in range(len(stories)):
        known = [s for k, story in enumerate(stories) if k != out for s in story]
        seen, wanted = hidden_windows(known)
        new, right = hidden_windows(stories[out])
        teacher, _ = window.fit_window(seen, wanted, vocab_size=V)
        order = np.random.default_rng(out).permutation(len(seen))
        for n in (40, 350):
            at = order[:n]
            told = distillation.soften(
                distillation.read_windows(seen[at], teacher), temperature=1
            )
            for name, shares in (("hard", np.eye(V)[wanted[at]]), ("soft", told)):
                rng = np.random.default_rng(0)
                tables, last = distillation.fit_student(seen[at], shares, rng, rank=4)
                logits = distillation.read_windows(new, tables) @ last
                marks.setdefault((name, n), []).append(exam(logits, right))
    marks = {key: np.mean(values, 0) for key, values in marks.items()}
    assert marks["soft", 40][0] < 3 < LN(V) < 6 < marks["hard", 40][0]
    assert 0 < marks["soft", 350][0] - marks["hard", 350][0] < 0.2  # "narrowly"
    for n in (40, 350):  # "hardly a difference"
        assert abs(marks["soft", n][1] - marks["hard", n][1]) < 0.05


def test_what_the_pupils_say_of_the_captain():
    seen, wanted = hidden_windows([s for story in harbor.stories() for s in story])
    teacher, _ = window.fit_window(seen, wanted, vocab_size=V)
    few = np.random.default_rng(0).permutation(len(seen))[:40]
    captains = seen[few, 0] == harbor.encode("captain")[0]
    ties = harbor.encode("ties")[0]
    assert wanted[few][captains].tolist() == [ties]  # "one that concerns the captain"
    place = harbor.encode("captain [MASK] the")[None]
    logits = distillation.read_windows(place, teacher)[0]
    best = harbor.decode(np.argsort(-logits)[:6])
    assert best[0] == "sees" and set(best) == {
        *"sees hears turns buys pulls ties".split()
    }
    told = distillation.soften(
        distillation.read_windows(seen[few], teacher), temperature=1
    )
    says = {}
    for name, shares in (("hard", np.eye(V)[wanted[few]]), ("soft", told)):
        rng = np.random.default_rng(0)
        tables, last = distillation.fit_student(seen[few], shares, rng, rank=4)
        says[name] = distillation.read_windows(place, tables)[0] @ last
    assert distillation.soften(says["hard"], temperature=1)[ties] > 0.9
    assert harbor.decode([says["soft"].argmax()]) == ["sees"]
    fish, hears = harbor.encode("fish hears")
    assert says["hard"][fish] > says["hard"][hears]
    assert says["soft"][fish] < says["soft"][hears]
    z = distillation.read_windows(seen[few], teacher)
    slope = [
        np.linalg.norm(t * (1 / V - distillation.soften(z, temperature=t)))
        for t in (1, 16)
    ]
    assert 4 < slope[0] / slope[1] < 6  # with T squared
    assert 1000 < slope[0] / slope[1] * 16**2 < 1500  # "over a thousandfold"


def test_a_vector_of_zeros_has_no_direction():
    with pytest.raises(ValueError, match="teacher must have no row of zeros"):
        distillation.cosine_loss(np.ones((2, 3)), [[1, 0, 0], [0, 0, 0]])
