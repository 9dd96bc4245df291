"""What a Transformer costs: by hand on tiny shapes, and every number that the pages tell."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.attention import attention
from fieldguide.mechanisms.measures import compute as k
from fieldguide.mechanisms.measures import counting as c


def number(key):
    return data.fact(key).number


def whole(key):
    return int(number(key))


def test_by_hand():
    assert k.inference_compute(1) == 2 and k.inference_compute(3, 5) == 30
    assert k.training_compute(1, 1) == 6 and k.training_compute(2, 5) == 60
    # one token of width 2: four 2 x 2 matrices, two of 2 x 8, one pair to compare
    parts = {"projections": 32, "scores": 4, "mixing": 4, "feed_forward": 64}
    assert k.block_compute(n=1, width=2) == parts
    assert k.block_compute(n=1, width=2, ffn=3)["feed_forward"] == 24
    assert k.forward_compute(n=1, layers=3, width=2) == 3 * 104
    assert k.output_compute(n=3, width=2, vocab_size=5) == 60
    # one token of width 2 after two: the matrices as above, three pairs to compare
    assert k.reading_compute(new=1, before=2, layers=1, width=2) == 32 + 64 + 3 * 8
    assert k.cache_numbers(n=3, layers=5, width=2) == 2 * 5 * 3 * 2
    assert k.even_length(width=2) == 12 and k.even_length(width=2, ffn=3) == 7
    assert k.adam_memory(10) == 160 and k.adam_memory(10, size=2) == 80
    # 1 token of width 2, one head: 8 x 2 + 2 x 8 + 1 + 4
    assert k.kept_numbers(n=1, width=2, heads=1) == 37
    # one text of one token, one row: 2 forward passes of 104, look-up 4 + 2 x 2 x 3,
    # output 0.15625 x (4 + 8)
    assert k.electra_compute(n=1, layers=1, width=2, vocab_size=1, sequences=1) == 2 * (
        104 + 4 + 12 + 1.875
    )
    # of width 1: look-up 2 + 6, widening 4, output 0.15625 x (2 + 4)
    assert k.electra_compute(
        n=1, layers=1, width=2, vocab_size=1, sequences=1, embedding=1
    ) == 2 * (104 + 8 + 4 + 0.9375)


@pytest.mark.parametrize("cut", [1, 3, 6])
def test_reading_in_two_pieces_saves_the_pairs_that_look_ahead(cut):
    """New tokens meet old ones, but what was kept never looks at the new."""
    sizes = {"layers": 3, "width": 8}
    whole = k.forward_compute(n=7, **sizes)
    first = k.forward_compute(n=cut, **sizes)
    second = k.reading_compute(new=7 - cut, before=cut, **sizes)
    assert k.reading_compute(new=7, before=0, **sizes) == whole
    assert whole - first - second == 3 * 4 * cut * (7 - cut) * 8


def test_operations_are_those_that_numpy_would_do(rng):
    """A matrix that counts what is done with it, sent through attention."""
    n, d = 5, 4
    x, done = rng.normal(size=(n, d)), []

    def times(a, b):
        done.append(2 * a.shape[0] * a.shape[1] * b.shape[1])
        return a @ b

    w = [rng.normal(size=(d, d)) for _ in range(4)]
    q, keys, v = (times(x, m) for m in w[:3])
    shares = attention.softmax(times(q, keys.T) / np.sqrt(d))
    out = times(times(shares, v), w[3])
    assert np.allclose(times(shares, v), attention.attention(q, keys, v)[0])
    parts = k.block_compute(n=n, width=d)
    assert sum(done[:-1]) == parts["projections"] + parts["scores"] + parts["mixing"]
    inner = times(out, rng.normal(size=(d, 4 * d)))
    times(inner, rng.normal(size=(4 * d, d)))
    assert sum(done[-2:]) == parts["feed_forward"]


@pytest.mark.parametrize("n", [1, 17, 128, 512])
@pytest.mark.parametrize("d, f", [(4, 16), (768, 3072), (12, 20)])
def test_a_short_text_costs_two_operations_a_weight(n, d, f):
    """And the rest is scores and mixing, which even out at 2 d + f."""
    parts = k.block_compute(n=n, width=d, ffn=f)
    weights = parts["projections"] + parts["feed_forward"]
    assert weights == k.inference_compute(
        c.matrix_parameters(layers=1, width=d, ffn=f), n
    )
    pairs = parts["scores"] + parts["mixing"]
    assert pairs * k.even_length(width=d, ffn=f) == weights * n
    even = k.block_compute(n=k.even_length(width=d, ffn=f), width=d, ffn=f)
    assert even["scores"] * 2 == even["projections"] + even["feed_forward"]


def test_twice_the_length_is_more_than_twice_the_work():
    for n in (1, 100, 10_000):
        one, two = (k.forward_compute(n=m, layers=12, width=768) for m in (n, 2 * n))
        assert 2 < two / one < 4


# --- what the pages tell --------------------------------------------------------------


def test_the_longest_text_of_bert_spends_a_tenth_on_pairs():
    n, d = whole("bert.context_length"), whole("bert@base.hidden_size")
    parts = k.block_compute(n=n, width=d)
    assert (parts["scores"] + parts["mixing"]) / sum(parts.values()) == pytest.approx(
        0.1
    )
    assert k.even_length(width=d) == 9 * n


def test_gpt_3_by_the_rule_of_thumb_is_what_the_dataset_tells():
    told = number("gpt-3@175b.parameters_counted"), number("gpt-3.tokens_seen")
    assert k.training_compute(*told) == pytest.approx(number("gpt-3@175b.compute"))
    days = data.systems().loc["gpt-3", "compute"]
    assert k.training_compute(*told) / days == pytest.approx(1, abs=0.001)


ELECTRA_TABLES = [  # what the ELECTRA authors print, and the shape that they took
    (
        "bert@base",
        {"layers": 12, "width": 768, "vocab_size": 30_522, "sequences": 256 * 10**6},
    ),
    (
        "bert@large",
        {"layers": 24, "width": 1024, "vocab_size": 30_522, "sequences": 256 * 10**6},
    ),
    (
        "roberta@large",
        {
            "layers": 24,
            "width": 1024,
            "vocab_size": 50_265,
            "sequences": 8000 * 500_000,
        },
    ),
    (
        "albert@xxlarge",
        {
            "layers": 12,
            "width": 4096,
            "vocab_size": 30_000,
            "sequences": 4096 * 1_500_000,
            "embedding": 128,
        },
    ),
]


@pytest.mark.parametrize("key, shape", ELECTRA_TABLES)
def test_the_rule_of_electra_gives_what_its_paper_prints(key, shape):
    """To the two digits that are printed: within 1 percent."""
    printed = number(f"{key}.compute")
    assert k.electra_compute(n=512, **shape) == pytest.approx(printed, rel=0.01)


def test_albert_costs_as_much_as_bert_of_its_size():
    """The notebook: 18 times fewer parameters, the same operations."""
    n = 512
    bert = k.forward_compute(n=n, layers=24, width=1024)
    widen = k.FORWARD * n * 128 * 1024
    assert 1 < (bert + widen) / bert < 1.001
    assert k.forward_compute(n=n, layers=12, width=4096) / bert == pytest.approx(
        7.5, abs=0.1
    )


def test_labse_costs_as_much_as_bert():
    shapes = [
        [whole(f"{key}.{q}") for q in ("layers", "hidden_size", "ffn_size")]
        for key in ("bert@base", "labse")
    ]
    bert, labse = (
        k.forward_compute(n=64, layers=layers, width=d, ffn=f)
        for layers, d, f in shapes
    )
    assert bert == labse
    assert number("labse.parameters_counted") > 4 * number(
        "bert@base.parameters_counted"
    )


def test_where_the_parameters_are_and_which_idea_of_albert_saves_more():
    d, v, wide = 768, whole("bert.vocabulary"), whole("labse.vocabulary")

    def saved(vocabulary):
        """By one block for all layers, and by tables of 128."""
        shapes = [(12, None), (1, None), (12, 128)]
        plain, shared, narrow = (
            sum(
                c.encoder_parts(
                    blocks=b,
                    width=d,
                    vocab_size=vocabulary,
                    positions=512,
                    segments=2,
                    embedding=e,
                ).values()
            )
            for b, e in shapes
        )
        return plain, plain - shared, plain - narrow

    plain, by_sharing, by_narrowing = saved(v)
    assert by_sharing / by_narrowing == pytest.approx(4, abs=0.1)
    plain, by_sharing, by_narrowing = saved(wide)
    assert by_narrowing / plain == pytest.approx(2 / 3, abs=0.02)
    assert by_sharing / plain == pytest.approx(1 / 6, abs=0.01)
    assert 12 * c.block_parameters(width=d) / plain < 1 / 5
    roberta, albert = (
        number(f"{k}@base.parameters_counted") for k in ("roberta", "albert")
    )
    assert roberta > 10 * albert


def test_roberta_in_berts_and_the_rule_of_thumb_for_albert():
    n, layers, d = 512, 24, 1024
    bert, roberta = 256 * 10**6, 8000 * 500_000
    long = k.forward_compute(n=n, layers=layers, width=d)
    share = number("bert.short_phase_fraction")
    short = k.forward_compute(
        n=whole("bert.short_phase_length"), layers=layers, width=d
    )
    mixed = share * short + (1 - share) * long
    assert roberta / bert == pytest.approx(15.6, abs=0.1)
    assert roberta * long / (bert * mixed) == pytest.approx(50, abs=1)
    look_up = k.output_compute(n=n, width=d, vocab_size=whole("bert.vocabulary"))
    whole_forward = (
        k.electra_compute(n=n, layers=layers, width=d, vocab_size=30_522, sequences=1)
        / 2
    )
    assert look_up / whole_forward == pytest.approx(0.087, abs=0.002)
    tokens = share * 128 + (1 - share) * n
    assert tokens / n == pytest.approx(1 / 3, abs=0.01)
    # words of 40 passes: only full length has about as many tokens
    words = number("bert.training_epochs") * number("bert.training_size")
    assert 2.5 * bert * tokens < words < 1.01 * bert * n
    albert = k.TRAINING * k.forward_compute(n=n, layers=12, width=4096) / n
    rule = k.training_compute(number("albert@xxlarge.parameters_counted"), 1)
    assert albert / rule == pytest.approx(11, abs=0.2)


def test_what_training_remembers():
    def gigabytes(key, batch):
        layers, d, heads = (
            whole(f"{key}.{q}") for q in ("layers", "hidden_size", "heads")
        )
        adam = k.adam_memory(number(f"{key}.parameters_counted"))
        return (
            np.array(
                [adam, 4 * batch * layers * k.kept_numbers(n=512, width=d, heads=heads)]
            )
            / 1e9
        )

    bert, large, xxl = ("bert@large", "albert@large", "albert@xxlarge")
    assert gigabytes(large, 1).sum() < gigabytes(bert, 1).sum() / 4
    assert gigabytes(large, 32).sum() > 0.85 * gigabytes(bert, 32).sum()
    assert gigabytes(xxl, 32).sum() / gigabytes(bert, 32).sum() > 1.8
    assert gigabytes(xxl, 1)[1] / gigabytes(bert, 1)[1] == pytest.approx(2, abs=0.001)
    assert gigabytes(xxl, 1)[0] / gigabytes(bert, 1)[0] == pytest.approx(
        2 / 3, abs=0.01
    )


# --- edges and errors -----------------------------------------------------------------


@pytest.mark.parametrize(
    "count, arguments, said",
    [
        (k.block_compute, {"n": 0, "width": 2}, "n must be.*got 0"),
        (k.block_compute, {"n": 1, "width": 2.5}, "width must be.*got 2.5"),
        (k.forward_compute, {"n": 1, "layers": 0, "width": 2}, "layers must be.*got 0"),
        (
            k.output_compute,
            {"n": 1, "width": 2, "vocab_size": True},
            "vocab_size must be.*got True",
        ),
        (k.even_length, {"width": None}, "width must be.*got None"),
        (k.even_length, {"width": 2, "ffn": 0}, "ffn must be.*got 0"),
        (
            k.electra_compute,
            {"n": 1, "layers": 1, "width": 2, "vocab_size": 1, "sequences": 0.5},
            "sequences must be.*got 0.5",
        ),
        (
            k.electra_compute,
            {
                "n": 1,
                "layers": 1,
                "width": 2,
                "vocab_size": 1,
                "sequences": 1,
                "embedding": 0,
            },
            "embedding must be.*got 0",
        ),
        (
            k.kept_numbers,
            {"n": 1, "width": 4, "heads": 3},
            "heads must divide 4 .*got 3",
        ),
        (k.kept_numbers, {"n": 1, "width": 4, "heads": 0}, "heads must be.*got 0"),
    ],
)
def test_bad_input_is_refused(count, arguments, said):
    with pytest.raises(ValueError, match=said):
        count(**arguments)


def test_shared_keys_by_hand_and_a_text_of_palms():
    assert k.grouped_cache_numbers(n=3, layers=5, groups=1, head_size=2) == 60
    full = k.grouped_cache_numbers(n=7, layers=3, groups=4, head_size=2)
    assert full == k.cache_numbers(n=7, layers=3, width=8)
    shape = {"n": whole("palm.context_length"), "layers": whole("palm@540b.layers")}
    shape["head_size"] = whole("palm.head_size")
    heads = whole("palm@540b.heads")
    one = k.grouped_cache_numbers(groups=whole("palm.key_value_heads"), **shape)
    assert k.grouped_cache_numbers(groups=heads, **shape) == heads * one


def test_a_token_of_training_by_hand():
    # 6 for a weight; one layer, two heads of 3, a text of 5: 12 x 2 x 3 x 5
    sizes = {"n": 5, "layers": 1, "heads": 2, "head_size": 3}
    assert k.token_compute(parameters=1, **sizes) == 6 + 360


def test_the_second_part_is_three_times_scores_and_mixing():
    block = k.block_compute(n=7, width=6)
    pairs = 3 * 4 * (block["scores"] + block["mixing"]) / 7
    sizes = {"n": 7, "layers": 4, "heads": 2, "head_size": 3}
    assert k.token_compute(parameters=1, **sizes) - 6 == pairs


def test_utilization_by_hand_and_palms():
    assert k.utilization(3, compute=20, chips=1, peak=100) == 0.6
    shape = {"n": "context_length", "layers": "layers", "heads": "heads"}
    shape |= {"head_size": "head_size", "parameters": "parameters"}
    one = {name: whole(f"palm.{fact}") for name, fact in shape.items()}
    system = {
        "chips": whole("palm@540b.accelerators"),
        "peak": number("palm.peak_flops_per_chip"),
    }
    speed = number("palm@540b.tokens_per_second")
    whole_share = k.utilization(speed, compute=k.token_compute(**one), **system)
    assert round(whole_share, 3) == number("palm@540b.model_flops_utilization")
    weights = k.utilization(speed, compute=6 * one["parameters"], **system)
    assert (
        round(weights, 3)
        == number("palm@540b.model_flops_utilization_without_attention")
    )  # fmt: skip


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda: k.utilization(0, compute=1, chips=1, peak=1), "tokens_per_second must.*0"),
        (lambda: k.utilization(1, compute=1, chips=0, peak=1), "chips must.*got 0"),
        (
            lambda: k.grouped_cache_numbers(n=1, layers=1, groups=0, head_size=1),
            "groups must.*got 0",
        ),
    ],
)  # fmt: skip
def test_bad_measures_are_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()


@pytest.mark.parametrize(
    "amount", [np.float32(2.5), np.array(2.5), np.float16(2.5), 2.5]
)
def test_a_fraction_is_a_fraction_in_whatever_it_is_kept(amount):
    assert k.inference_compute(amount, 3) == 15
    assert k.utilization(amount, compute=2, chips=1, peak=10) == 0.5
    assert k.inference_compute(np.int8(100), 10**30) == 2 * 10**32
