"""Queries between eye and reader: what learns, what stays, and what stands for words."""

import numpy as np
import pytest

from fieldguide.experiments import prompted, seeing, translator
from fieldguide.harbor import berths, views
from fieldguide.mechanisms.attention.attention import linear
from fieldguide.mechanisms.networks import queries, spliced, transformer
from fieldguide.training import parameters


@pytest.fixture(scope="module")
def frozen():
    return prompted.stored(), seeing.frozen()["eye"]


def test_a_few_steps_teach_something_and_leave_the_reader_alone(frozen):
    reader, eye = frozen
    before = parameters.join(reader)[0].copy()
    p, losses = translator.train(reader, eye, steps=12)
    assert losses[-1] < 0.7 * losses[0]
    np.testing.assert_array_equal(parameters.join(reader)[0], before)
    found = translator.ask(p, np.zeros((2, 16, seeing.WIDTH)))
    assert found.shape == (2, translator.QUERIES, prompted.WIDTH)


def test_queries_and_reader_are_those_of_the_mechanisms(frozen, rng):
    """What learns is made of the primitives; the numbers are the book's own functions'."""
    reader, _ = frozen
    p, seen = translator.new(rng), rng.normal(size=(2, 16, seeing.WIDTH))
    told = translator.ask(p, seen)
    former = queries.q_former(
        seen, p["former"], heads=translator.HEADS, activation=transformer.gelu_tanh
    )
    np.testing.assert_allclose(told, linear(former, p["to_reader"]), rtol=1e-9)
    ids = np.array(
        [[spliced.MARKER] * translator.QUERIES + row for row in ([1, 4], [2, 3])]
    )
    wanted = spliced.spliced_decoder(ids, told, reader, heads=prompted.HEADS)
    np.testing.assert_allclose(prompted.expected(ids, told, reader), wanted, rtol=1e-9)


def test_key_words_in_place_of_the_vectors_give_the_caption(frozen):
    """What the queries could do at best: hand on the rows of the right words."""
    reader, _ = frozen
    scenes = views.SCENES[[3, 20, 50]]
    keys = prompted.key_words(scenes, np.random.default_rng(0))
    said = translator.say(reader["token_table"][keys], reader)
    assert said == [views.caption(scene) for scene in scenes]


def test_the_word_nearest_to_a_row_of_the_table_is_its_own(frozen):
    reader, _ = frozen
    near = translator.nearest_words(
        3 * reader["token_table"], reader, berths.VOCABULARY
    )
    assert near.tolist() == [*berths.VOCABULARY]
