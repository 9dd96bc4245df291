"""What a page has trained is taken up by tests as long as the page stands for the clone."""

import pytest
from taken_up import taken_up

from fieldguide.experiments import kept
from fieldguide.site import runs

PAGE = """---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3}
---
# A page

```{code-cell} python
1 + 1
```
"""
calls = []


@kept.kept
def train(seed, *, steps=3):
    calls.append(seed)
    return {"seed": seed, "steps": steps}


def test_nothing_is_put_down_unless_the_build_asks(tmp_path, monkeypatch):
    monkeypatch.delenv("FIELDGUIDE_KEEP", raising=False)
    monkeypatch.chdir(tmp_path)
    assert train(1) == {"seed": 1, "steps": 3}
    assert list(tmp_path.iterdir()) == []


def test_a_call_has_one_name_however_it_is_written():
    one = kept.name_of(train, 1)
    assert (
        one
        == kept.name_of(train, seed=1, steps=3)
        == "test_kept.train(seed=1,steps=3).pickle"
    )
    assert one != kept.name_of(train, 2)
    with pytest.raises(ValueError, match=r"seed of a call that is kept .* got \[1\]"):
        kept.name_of(train, [1])


def test_it_is_taken_up_while_the_page_stands_for_the_clone(tmp_path, monkeypatch):
    (tmp_path / "page.md").write_text(PAGE)
    (tmp_path / "requirements.txt").write_text("")
    monkeypatch.setenv("FIELDGUIDE_KEEP", str(runs.trained_in(tmp_path, "page")))
    train(7)
    calls.clear()
    page = runs.read_page(tmp_path, "page")
    run = {"cells": runs.fingerprint(page.notebook), "ground": runs.ground(tmp_path)}
    run |= {"modules": {}, "folders": {}, "files": {}}

    def take(seed):
        return taken_up("page", train, seed, root=tmp_path)

    assert take(7) == {"seed": 7, "steps": 3} and calls == [7]  # the page has not run
    runs.save(tmp_path, "page", run)
    assert take(7) == {"seed": 7, "steps": 3} and calls == [7]
    assert take(8)["seed"] == 8 and calls == [7, 8]  # never made in the page
    (tmp_path / "page.md").write_text(PAGE.replace("1 + 1", "1 + 2"))
    assert take(7)["seed"] == 7 and calls == [7, 8, 7]
