"""Weights beside a notebook: what is written is what was trained, half as precise."""

import numpy as np

from fieldguide import data
from fieldguide.experiments import weights


def test_what_was_trained_is_written(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(data, "ROOT", tmp_path)
    (tmp_path / "notebooks").mkdir()
    p = {"a": np.array([0.1, 2.0]), "b": np.array([[3.0]])}
    losses = np.linspace(2.0, 1.0, 100)
    weights.write("pictures", {"one.npy": lambda: (p, losses)})
    written = np.load(tmp_path / "notebooks" / "pictures" / "one.npy")
    assert written.dtype == np.float16
    np.testing.assert_array_equal(written, np.float16([0.1, 2.0, 3.0]))
    assert "one.npy: 3 numbers" in capsys.readouterr().out
