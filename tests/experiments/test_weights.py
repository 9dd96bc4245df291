"""Weights beside a notebook: what is written is what was trained, half as precise."""

import numpy as np
import pytest

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


def test_what_was_written_is_read_in_the_shape_of_the_network(tmp_path, monkeypatch):
    monkeypatch.setattr(data, "beside", lambda file: tmp_path / file)
    np.save(tmp_path / "one.npy", np.float16([0.1, 2.0, 3.0]))
    like = {"a": np.zeros(2), "b": np.zeros((1, 1))}
    p = weights.read("one.npy", like)
    np.testing.assert_array_equal(p["a"], np.float16([0.1, 2.0]).astype(float))
    assert p["b"].tolist() == [[3.0]] and p["b"].dtype == float
    assert weights.read("one.npy", like, np.float32)["a"].dtype == np.float32
    said = "one.npy must hold 2 numbers, got 3: it was written for another network"
    with pytest.raises(ValueError, match=said):
        weights.read("one.npy", {"a": np.zeros(2)})
