"""The three-token model: its gradient is right, and it learns what the notebook says."""

import numpy as np

from fieldguide import harbor
from fieldguide.mechanisms.networks.window import fit_window, predict_window, window
from fieldguide.mechanisms.objectives import masking

V = len(harbor.vocabulary())
SENTENCES = [harbor.read(" ".join(s))[0] for story in harbor.stories() for s in story]


def learn(rule):
    rng = np.random.default_rng(0)
    seen, wanted = [], []
    for ids in SENTENCES * 100:
        chosen = masking.choose_each(~harbor.is_special(ids), rng)
        read = masking.corrupt(
            ids, chosen, rng, vocab_size=V, mask_id=harbor.MASK,
            masked=rule[0], random=rule[1],
        )  # fmt: skip
        seen.append(window(read)[chosen[1:-1]])
        wanted.append(ids[chosen])
    return fit_window(np.concatenate(seen), np.concatenate(wanted), vocab_size=V)


def test_windows_by_hand():
    assert window(np.array([2, 7, 8, 3])).tolist() == [[2, 7, 8], [7, 8, 3]]


def test_gradient_agrees_with_small_steps(rng):
    windows, targets = rng.integers(0, 5, (7, 3)), rng.integers(0, 5, 7)
    one_step = {"steps": 1, "step_size": 1.0}  # from zero
    tables, _ = fit_window(windows, targets, vocab_size=5, **one_step)

    def loss(t):
        return -np.log(predict_window(windows, t)[np.arange(7), targets]).mean()

    for at in np.ndindex(3, 5, 5):
        step = np.zeros((3, 5, 5))
        step[at] = 1e-6
        slope = (loss(step) - loss(-step)) / 2e-6
        assert abs(slope + tables[at]) < 1e-6


def test_rows_add_up_to_one_and_loss_falls():
    tables, losses = learn((0.8, 0.1))
    assert losses[0] == np.log(V) or abs(losses[0] - np.log(V)) < 1e-9
    assert np.all(np.diff(losses) < 0) and losses[-1] < losses[0] / 2
    p = predict_window(np.array([[5, 6, 7]]), tables)
    assert abs(p.sum() - 1) < 1e-9


def test_what_the_notebook_says_of_the_rules():
    rules = {
        "bert": (0.8, 0.1),
        "mask": (1, 0),
        "copy": (0.8, 0),
        "cynic": (0.8, 0.2),
        "kept": (0, 0),
    }
    learned = {name: learn(rule) for name, rule in rules.items()}
    tables = {name: t for name, (t, losses) in learned.items()}
    words = slice(len(harbor.SPECIAL), None)
    assert np.all(tables["mask"][1][words] == 0)  # never touched, exactly
    assert all(
        np.abs(tables[n][1][words]).max() > 0.1 for n in ("bert", "copy", "kept")
    )
    assert min(learned, key=lambda n: learned[n][1][-1]) == "kept"  # the lowest loss
    fish = harbor.encode(["the", "fish", "at"])[None]
    believed = {n: predict_window(fish, t)[0, fish[0, 1]] for n, t in tables.items()}
    assert believed["mask"] < believed["bert"] < believed["copy"] < believed["kept"]

    clean = np.concatenate([window(ids) for ids in SENTENCES])
    hidden = clean.copy()
    hidden[:, 1] = harbor.MASK
    found = {
        n: np.mean(predict_window(hidden, t).argmax(1) == clean[:, 1])
        for n, t in tables.items()
    }
    kept = {
        n: np.mean(predict_window(clean, t).argmax(1) == clean[:, 1])
        for n, t in tables.items()
    }
    assert max(found.values()) - min(found.values()) < 0.03  # "about equally well"
    assert kept["mask"] - found["mask"] < 0.03  # "hardly more right words"
    assert kept["mask"] < kept["bert"] < kept["copy"] < kept["kept"]
