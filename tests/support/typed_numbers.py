"""What holds the numbers that are typed in prose: for each page, phrase -> what holds it.

A phrase is as long as it takes to be the only one of its line. What holds it is one of

- a function without arguments: computes the number from the dataset, the library or the
  harbor, and says whether the phrase is true;
- ``"row c134"``: a row of the claims that says the same digits; the page quotes it;
- ``"cell id"`` or ``"cell notebook:id"``: a cell, of this page or of the notebook named,
  whose output shows it;
- ``"example: why"``: a number of our own, of nothing in the world.
"""

import math

import numpy as np

from fieldguide import data, harbor
from fieldguide.exercises.foundations import tokens as tokens_exercise
from fieldguide.experiments import (
    contest,
    shots,
    specialize,
    stretch,
)
from fieldguide.harbor import logbook, views
from fieldguide.mechanisms.attention import attention
from fieldguide.mechanisms.diffusion import guidance, learned, thresholds
from fieldguide.mechanisms.measures import (
    compute,
    counting,
    evaluation,
    scaling,
)
from fieldguide.mechanisms.networks import recurrence, transformer
from fieldguide.mechanisms.objectives import (
    captions,
    contrast,
    languages,
    masking,
    spans,
)
from fieldguide.mechanisms.sounds import mel, panning
from fieldguide.mechanisms.tokens import numbers, tokenizers


def n(key):
    """The number of a fact."""
    return data.fact(key).number


def among_candidates():
    """Chances of two candidates for the guess (6, 8), worked by hand in a story."""
    scores = contrast.candidate_scores([[6.0, 8.0]], [[3.0, 4.0], [0.0, 5.0]])[0]
    return attention.softmax(scores)


def by_hand():
    """What a line without a floor foretells in the story of GPT-4, from losses of 9, 5 and 3."""
    scale, _ = scaling.fit_power_law([1 / 64, 1 / 16, 1 / 4], [9, 5, 3])
    return scale


def near(found, said, within=0.06):
    """Is `said` what one says of `found` in round words: within 6% unless told otherwise?"""
    return math.isclose(found, said, rel_tol=within)


def ship_and_boat():
    """Cosines of a ship's picture with two captions, in *One space for both*."""
    return contrast.cosines([[1, 0]], [[0.8, 0.6], [0.6, 0.8]])[0].round(12)


def shares_of(scores):
    """What softmax makes of scores, in whole percent."""
    return (100 * attention.softmax(scores)).round().tolist()


def result(**wanted):
    """The one benchmark row that has these cells."""
    rows = data.benchmarks()
    for column, value in wanted.items():
        rows = rows[rows[column] == value]
    (row,) = rows.itertuples()
    return row


def score(**wanted):
    """The number of the one benchmark row that has these cells."""
    return result(**wanted).number


def counted(key):
    return n(f"{key}.parameters_counted")


def table(key):
    """Parameters in the table of tokens."""
    return n(f"{key}.vocabulary") * n(f"{key}.hidden_size")


def work(key, tokens=512):
    layers, width = (int(n(f"{key}.{q}")) for q in ("layers", "hidden_size"))
    return compute.forward_compute(n=tokens, layers=layers, width=width)


def blocks(key):
    """Parameters of the blocks."""
    layers, width = int(n(f"{key}.layers")), int(n(f"{key}.hidden_size"))
    return layers * counting.block_parameters(width=width)


def pair_share(width, tokens):
    """Share of a block's operations that goes into pairs of tokens."""
    return 1 - 24 * width**2 * tokens / compute.forward_compute(
        n=tokens, layers=1, width=width
    )


def escaped(masks):
    """Share of a long text that none of so many different masks hides, at BERT's rate."""
    return 1 - masking.coverage(masks, rate=n("bert.mask_rate"))


def rows_read(system, steps):
    """Rows that the large model was trained on: at a step, times steps."""
    rows = data.facts().query("system == @system and quantity == 'batch_size'")
    rows = rows[(rows["unit"] == "sequences") & rows["variant"].isin(["", "large"])]
    return rows["number"].item() * steps


def five(system, size, hours):
    """ALBERT's Table 6: the mean of five tasks after so many hours of training."""
    return score(
        system=system,
        variant=size,
        benchmark="Average of five tasks",
        setting=f"after {hours} hours",
    )


def edge():
    """How far a tile is from two of three codes, on the page about codes."""
    tile, codes = np.array([0.3, 0.8]), np.array([(0.9, 0.9), (0.1, 0.9)])
    return np.allclose(((tile - codes) ** 2).sum(1), [0.37, 0.05])


def always_the_end():
    """Has a text of thirty tokens a single run in T5's rule, and one of thirty-one two?"""
    return [spans.noise_numbers(k)[1] for k in (30, 31)] == [1, 2]


def mt5_tables(size):
    """Share of the two tables of tokens."""
    rows, width = n("mt5@embedding-rows.vocabulary"), n(f"mt5@{size}.hidden_size")
    return 2 * rows * width / counted(f"mt5@{size}")


def narrower():
    """Is the gated layer of mT5's base size two thirds as wide as T5's?"""
    return n("mt5@base.ffn_size") / n("t5@base.ffn_size") == 2 / 3


def captain():
    """What the captain does in the stories: shares of the words between captain and the."""
    found = harbor.between("captain", "the")
    return {word: times / sum(found.values()) for word, times in found.items()}


LINE = "the keeper lights the lamp in the tower at dusk"  # of the story on learning


def line_costs():
    """Word of the line -> its exact probability after the words before it."""
    lines, chances = logbook.possible_lines()
    ids, said = harbor.encode(LINE), {}
    fits = np.ones(len(lines), bool)
    for t, word in enumerate(LINE.split(), 1):
        before = chances[fits].sum()
        fits &= lines[:, t] == ids[t - 1]
        said[word] = chances[fits].sum() / before
    return said


def costs(word, p, nats):
    """Is the probability of a word of the line, and its surprise, what the table prints?"""
    found = line_costs()[word]
    return f"{found:.3f}" == p and f"{-math.log(found):.2f}" == nats


def log_entropy():
    """Of a line of the log, in nats."""
    chances = logbook.possible_lines()[1]
    return -(chances * np.log(chances)).sum()


def share_without_places():
    """Of one e-power of 3 / sqrt(12) beside four of 0."""
    power = math.exp(3 / math.sqrt(12))
    return power / (power + 4)


def keeper_and_lamp():
    """Shares of the two strangers among the cosines 0.8 less the margin, 0.5 and 0.2."""
    powers = np.exp([0.8 - n("labse.margin"), 0.5, 0.2])
    return (powers / powers.sum())[1:]


def told_by_the_work():
    """What the kind of work tells of a line of the log, in nats."""
    without = logbook.entropy(logbook.possible_lines()[1])
    return 10 * (without - np.mean([*map(logbook.entropy, logbook.chances_of_work())]))


def oven():
    """Probability of the second of the scores 2, 1 and 0."""
    return math.e / (math.e**2 + math.e + 1)


def lamp_asks():
    """What the lamp's row of the story on attention comes to: power, shares, new vector."""
    values = np.array([[1, 0], [0, 1], [1, 1], [0, -1]])
    query, keys = np.array([[4, 0, 0, 0]]), np.eye(4)
    mixed, shares = attention.attention(query, keys, values)
    power = math.exp(query[0] @ keys[0] / math.sqrt(4))
    return [f"{x:.2f}" for x in (power, power + 3, *shares[0, :2], *mixed[0])]


def matrix_share(part):
    """Of the numbers in a block's matrices, the share in one of its parts."""
    block = transformer.new_block(np.random.default_rng(0), d=4)
    sizes = {
        name: sum(one["weight"].size for one in block[name].values())
        for name in ("attention", "feed_forward")
    }
    return sizes[part] / sum(sizes.values())


def fog_pairs(merges):
    """Counts of pairs in the sign painter's words after so many merges."""
    words = tokens_exercise.SIGNS
    for pair in tokenizers.train_bpe(words, merges):
        words = {tokenizers.merge_pair(word, pair): n for word, n in words.items()}
    return tokenizers.count_pairs(words)


def kaplan_growth():
    """How many times as large a model Kaplan et al. advise for ten times the budget."""
    small, large = (scaling.kaplan_optimum(c)[0] for c in (1e22, 1e23))
    return large / small


def rounding_costs():
    """Share of the best size for GPT-3's budget that goes with the digits of the exponents."""
    budget = 6 * n("gpt-3@175b.parameters") * n("gpt-3.tokens_seen")
    exact = scaling.chinchilla_optimum(budget, law=scaling.UNROUNDED)[0]
    return 1 - scaling.chinchilla_optimum(budget)[0] / exact


def surprise(score, other):
    """Nats at an answer with this score, against one other."""
    return math.log(1 + math.exp(other - score))


def names_found(setting):
    return score(system="bert", benchmark="CoNLL-2003", setting=setting, variant="base")


def bleu(variant):
    return score(system="transformer", metric="BLEU", variant=variant)


def stages_of_chatgpt():
    """Beside the pre-training of its base: demonstrations, rewards, PPO."""
    facts = data.facts().query("system == 'chatgpt' and quantity == 'objective'")
    return len(facts) - facts["value"].eq("next-token prediction").sum() == 3


HELD = {
    "book/index.md": {"CC BY 4.0": "example: the name of a license"},
    "book/assistants/index.md": {
        "ten thousand": lambda: near(
            n("instructgpt@sft.training_size"), 10_000, within=0.3
        ),
    },
    "book/assistants/evidence.md": {
        "three times": lambda: n("lamda.rank_weight_sensible") == 3,
    },
    "book/assistants/preferences.md": {
        "has three steps": stages_of_chatgpt,
        "which is 1.10": lambda: f"{math.log(3):.2f}" == "1.10",
        "stands at 1.10": "example: the lead of two lines",
        "three times": "example: pairs of four answers in which one stands",
        "Three steps": stages_of_chatgpt,
        "three steps": stages_of_chatgpt,
    },
    "book/decoders/index.md": {
        "a hundred languages": lambda: near(n("mt5.languages"), 100),
    },
    "book/decoders/next-token.md": {
        "five times": "example: readings of a text of five words",
        "four times": "example: readings of a text of five words",
        "three blocks": "example: the size of the drawn machine",
        "hundred times": lambda: near(counted("gpt-3@175b") / counted("gpt-2@xl"), 112),
        "1.32": lambda: f"{told_by_the_work():.2f}" == "1.32",
        "seven days": "example: how often two kinds of days might be",
        "four heads": "example: the heads of the decoder that the notebook trains",
    },
    "book/decoders/bigger.md": {
        "0.5, 0.1, 0.3 and 0.1": "example: shares of four experts, by hand",
        "0.5 out of 0.8": "example: two of them",
        "seven times as many": lambda: near(
            n("glam.parameters") / n("gpt-3.parameters"), 7
        ),
        "2 layers and 4 heads of": "example: a decoder by hand",
        "all four heads": "example: the same",
        "four times the width": lambda: (
            n("palm.ffn_size") == 4 * n("palm.hidden_size")
        ),
        "six operations": lambda: compute.training_compute(1, 1) == 6,
        "an eighth of its size": lambda: near(
            n("palm.parameters") / n("llama@65b.parameters"), 8
        ),
        "two thirds of that": lambda: near(n("llama.ffn_multiplier"), 2 / 3, 1e-5),
    },
    "book/decoders/positions.md": {
        "1 and 0.5": "example: two scores by hand",
        "1.65": lambda: f"{math.exp(0.5):.2f}" == "1.65",
        "eight heads": "example: the slopes of a number of heads",
        "four times the length": lambda: stretch.LONG / stretch.SHORT == 4,
    },
    "book/pictures/steer.md": {
        "the guess is 0.2": "example: a pixel by hand",
        "it is 0.6": "example: the same with a caption",
        "0.4; three times that": lambda: near(
            guidance.guide([0.6], [0.2], scale=3).item(), 1.4, 1e-9
        ),
        "came to 1.4": "example: the same pixel",
        "a quarter of a minute": "example: Nichol et al. 2021, section 7: 15 seconds",
        "(0.4, −1.2, 0.8, 2.4, −1.6)": "example: five pixels by hand",
        "of five is 1.6": "example: the fourth of them by size",
        "(0.25, −0.75, 0.5, 1, −1)": lambda: np.allclose(
            thresholds.dynamic_threshold([[0.4, -1.2, 0.8, 2.4, -1.6]], percentile=75),
            [[0.25, -0.75, 0.5, 1, -1]],
        ),
    },
    "book/decoders/prompts.md": {
        "six operations": lambda: compute.training_compute(1, 1) == 6,
        "has 0.3 where it always has 0.6": "example: an option",
        "has 0.2 where it always has 0.1": "example: another",
        "two layers": lambda: shots.LAYERS == 2,
        "of ten times the operations": "example: any budget and ten times as much",
        "more than five times as large": lambda: near(5.4, kaplan_growth(), 0.01),
        "12,000 operations": "example: a budget by hand",
        "2,000 parameters": lambda: 12_000 / 6 == 2000,
        "more than 400 models": "example: Hoffmann et al. 2022, abstract: over 400",
        "ten times the budget": "example: any budget and ten times as much",
        "about three times the parameters and three times the tokens": lambda: near(
            math.sqrt(10), 3
        ),
        # Gopher had 280 billion parameters and read 300 billion tokens: Hoffmann et al. 2022,
        # Table 1
        "a quarter of the parameters": lambda: n("chinchilla.parameters") / 280e9 == 0.25,
        "more than four times as many": lambda: 4 < n("chinchilla.tokens_seen") / 300e9 < 5,
        "twenty tokens a parameter": lambda: scaling.TOKENS_A_PARAMETER == 20,
        "10 parameters and 200 tokens": lambda: np.allclose(
            scaling.even_optimum(12_000), (10, 200)
        ),
        "three times forward": lambda: compute.TRAINING == 3,
        "twenty times": lambda: scaling.TOKENS_A_PARAMETER == 20,
        "seven times what the rule": lambda: near(
            n("llama@7b.tokens_seen") / n("llama@7b.parameters_counted") / 20, 7.4, 0.01
        ),
        "a thirteenth of": lambda: near(
            n("gpt-3@175b.parameters") / n("llama@13b.parameters"), 13
        ),
        "far beyond twenty tokens": lambda: scaling.TOKENS_A_PARAMETER == 20,
    },
    "book/decoders/rebuild.md": {
        "thirty tokens": always_the_end,
        "3.8": "example: a rating",
        "two tokens": "example: any pair",
        "a hundred languages": lambda: near(n("mt5.languages"), 100),
        "A hundred languages": lambda: near(n("mt5.languages"), 100),
        "eight times": lambda: near(n("mt5.vocabulary") / n("t5.vocabulary"), 8),
        "six sevenths of": lambda: near(mt5_tables("small"), 6 / 7),
        "one sixth": lambda: near(mt5_tables("xxl"), 1 / 6),
        "A third matrix": "example: an ordinal",
        "narrower by a third": narrower,
        "1.1": "example: a version",
        "four languages": "example: of our own",
    },
    "book/encoders/apart.md": {
        "about 2.4": lambda: near(math.exp(3 / math.sqrt(12)), 2.4, 0.01),
        "37 percent": lambda: near(share_without_places(), 0.37, 0.01),
        "variance 1 times 1": "example: the variance of a product",
        "a third task": "example: an ordinal",
        "a tenth of a point": lambda: near(
            score(system="deberta", variant="1.5b", benchmark="SuperGLUE") - 89.8, 0.1
        ),
    },
    "book/encoders/every-token.md": {
        "A sixteenth of": lambda: near(1 / 16, 0.0625),
        "six hours": lambda: n("electra@small.training_time") * 24 / 16 == 6,
        "about seven times as much": lambda: near(1 / n("electra.mask_rate"), 7),
        "3.5": "example: a section",
    },
    "book/encoders/finetune.md": {
        "two steps": "example: a recipe",
        "nearly three quarters": lambda: near(math.exp(-surprise(1, 0)), 0.75),
        "0.31": lambda: f"{surprise(1, 0):.2f}" == "0.31",
        "1.31": lambda: f"{surprise(0, 1):.2f}" == "1.31",
        "96.4": lambda: names_found("fine-tuned") == 96.4,
        "96.1": lambda: names_found("features") == 96.1,
    },
    "book/encoders/languages.md": {
        "two languages": "example: a reader of two languages",
        "nine times": lambda: near(np.divide(*languages.readings([100, 900], alpha=0)), 9),
        "a quarter of": "example: the fire of a town",
        "a third of": "example: a guess among three answers",
        "a cosine of 0.8": "example: the first cosine of the worked case",
        "of 0.5 with": "example: the second",
        "of 0.2 with": "example: the third",
        "after taking 0.3 off": lambda: n("labse.margin") == 0.3,
        "ahead by 0.3": lambda: near(0.8 - 0.5, 0.3),
        "0.365": lambda: near(keeper_and_lamp()[0], 0.365, 0.002),
        "0.270": lambda: near(keeper_and_lamp()[1], 0.270, 0.002),
        "still 0.77": lambda: near(math.cos(math.radians(40)), 0.77, 0.01),
        "ten times the pairs": lambda: near(math.log(10), 2.3, 0.01),
        "more than a hundred languages": lambda: "112 languages" in result(
            system="labse", benchmark="Tatoeba"
        ).note,
        "finds 83.7": lambda: score(system="labse", benchmark="Tatoeba") == 83.7,
        "65.5 percent": lambda: "65.5" in result(system="labse", benchmark="Tatoeba").note,
    },
    "book/encoders/masking.md": {
        "about seven times until": lambda: near(1 / n("bert.mask_rate"), 7),
        "the same network three times": lambda: len(data.benchmarks().query(
            "source == 'devlin2018' and benchmark == 'QNLI'"
        )) == 3,
        "worth ten points": lambda: near(10, score(
            system="bert", benchmark="SQuAD 1.1", setting="fine-tuned, no next sentences"
        ) - score(
            system="bert", benchmark="SQuAD 1.1",
            setting="fine-tuned, no next sentences, left to right",
        ), 0.02),
        "3.5 points on QNLI": lambda: near(3.5, score(
            system="bert", benchmark="QNLI", setting="fine-tuned, both tasks"
        ) - score(
            system="bert", benchmark="QNLI", setting="fine-tuned, no next sentences"
        ), 1e-9),
        "came back four times": lambda: n("bert.training_epochs") == 4 * n("roberta.static_mask_copies"),
        "two prepared masks, eight epochs": "example: a smaller case",
        "probability 0.85": lambda: escaped(1) == 0.85,
        "0.522": lambda: near(escaped(4), 0.522, 0.001),
        "0.272": lambda: near(escaped(8), 0.272, 0.002),
        "some five are in neither": lambda: near(7 * escaped(2), 5, 0.02),
        "leave out about two": lambda: near(7 * escaped(8), 2, 0.05),
        "is 0.197": lambda: near(escaped(10), 0.197, 0.001),
        "after forty epochs": lambda: n("bert.training_epochs") == 40,
        "the same ones four times": lambda: n("roberta.static_mask_repeats") == 4,
        "A fifth of the text": lambda: near(escaped(10), 0.2),
        "a hundred thousand steps are three times as many rows": lambda: near(
            rows_read("roberta", 100e3) / rows_read("bert", n("bert.training_steps")), 3
        ),
        "Ten times the text": lambda: near(
            n("roberta.training_size") / n("roberta@books-wiki.training_size"), 10
        ),
        "a tenth": lambda: near(
            n("roberta@books-wiki.training_size") / n("roberta.training_size"), 0.1
        ),
        "ten times as much": lambda: near(
            n("roberta.training_size") / n("roberta@books-wiki.training_size"), 10
        ),
    },
    "book/encoders/memory.md": {
        "three words of the 421": lambda: (
            harbor.between("")["horn"], sum(harbor.between("").values())
        ) == (3, 421),
        "4.94": lambda: near(-math.log(3 / 421), 4.94, 0.001),
        "nothing else follows": lambda: harbor.between("the keeper sounds the") == {"horn": 1},
        "one and a half on average": lambda: np.mean([0, 1, 2, 3] * 2) == 1.5,
        "7 words to go by, and the average is three and a half": lambda: np.mean(range(8)) == 3.5,
        "two layers and segments of four reach eight": lambda: recurrence.reach(
            layers=2, segment=4, memory=4
        ) == 8,
        "1,874 times": lambda: score(system="transformer-xl", benchmark="Efficiency") == 1874,
        "a perplexity of 27 is the doubt of somebody who has 27 words": "example: what the unit means",
        "made use of 128 words": lambda: score(
            system="transformer", benchmark="Length of dependency"
        ) == 128,
        "three sentences say": lambda: (
            harbor.between("steals", ""), harbor.between("gull steals the"), harbor.between("cat steals the")
        ) == ({"the": 3}, {"fish": 1, "crust": 1}, {"fish": 1}),
    },
    "book/encoders/smaller.md": {
        "81 tokens": lambda: len(harbor.vocabulary()) == 81,
        "32 wide, and twelve layers": "example: a toy",
        "together 904, about a third": lambda: 81 * 8 + 8 * 32 == 904 and near(904 / (81 * 32), 1 / 3),
        "A block has twelve times the square": lambda: counting.matrix_parameters(
            layers=1, width=32
        ) == 12 * 32**2,
        "four times as wide inside": lambda: counting.inner_width(32) == 4 * 32,
        "147,456": lambda: counting.matrix_parameters(layers=12, width=32) == 147_456,
        "used twelve times has 12,288": lambda: counting.matrix_parameters(layers=1, width=32) == 12_288,
        "from some 150,000 numbers to some 13,000": lambda: near(147_456 + 81 * 32, 150e3)
        and near(12_288 + 904, 13e3),
        "used twelve times is pulled at": lambda: n("albert.layers") == 12,
        "two layers that each multiply": "example: the smallest network of its kind",
        "that twelve blocks would have had": lambda: n("bert.layers") == 12,
        "In 32 hours it came to 88.7": lambda: five("albert", "xxlarge", 32) == 88.7,
        "after 34 hours and three times as many steps, to 87.2": lambda: five("bert", "large", 34) == 87.2
        and near(400 / 125, 3, 0.07),
        "three times he sees something, and seven other things": lambda: [
            *harbor.between("captain", "the").values()
        ] == [3] + 7 * [1],
        "gives each of them one eighth": lambda: len(captain()) == 8,
        "ten times the pull of the teacher, 0.175": lambda: near(
            3 * 0.875 - 7 * 0.125, 10 * (captain()["sees"] - 1 / 8), 1e-9
        ),
        "ten times its": lambda: near(0.875 - 9 * 0.125, 10 * (captain()["ties"] - 1 / 8), 1e-9),
        "97%": "row c149",
        "almost three points": lambda: near(3, -score(
            system="distilbert", setting="without the soft loss"
        )),
        "three times as long": lambda: near(
            1 / score(system="albert", variant="xxlarge", metric="speed, times that of BERT-large"),
            3, 0.12,
        ),
        "60 percent": "row c149",
        "1.6 times as many": lambda: 1 + score(system="distilbert", unit="%", setting="inference") / 100 == 1.6,
        "three eighths of": lambda: math.isclose(1 - 1 / 1.6, 3 / 8),
        "40 percent": "row c149",
    },
    "book/foundations/attention.md": {
        "has a third to": "example: an ordinal",
        "7.39": lambda: lamp_asks()[0] == "7.39",
        "10.39": lambda: lamp_asks()[1] == "10.39",
        "0.71": lambda: lamp_asks()[2] == "0.71",
        "0.10": lambda: lamp_asks()[3] == "0.10",
        "(0.81, 0.10)": lambda: lamp_asks()[4:] == ["0.81", "0.10"],
        "eight heads": lambda: n("transformer.heads") == 8,
        "25.8": lambda: bleu("base") == 25.8,
        "24.9": lambda: bleu("1-head") == 24.9,
        "thirty-two heads": lambda: bleu("32-heads") == 25.4,
        "25.4": lambda: bleu("32-heads") == 25.4,
        "25.7": lambda: bleu("learned-positions") == 25.7,
    },
    "book/foundations/counting.md": {
        "four times as large": lambda: near(counted("labse") / counted("bert"), 4, 0.1),
        "four fifths of": lambda: 0.8 < table("labse") / counted("labse") < 0.85,
        "A third of the matrices": lambda: near(matrix_share("attention"), 1 / 3, 1e-9),
        "two thirds the small": lambda: near(matrix_share("feed_forward"), 2 / 3, 1e-9),
        "six operations": lambda: 2 * compute.TRAINING == 6,
        "in training three times as much": lambda: compute.TRAINING == 3,
        "a nineteenth of": lambda: near(
            counted("albert@large") / counted("bert@large"), 1 / 19, 0.01
        ),
    },
    "book/foundations/learn.md": {
        "(three times)": lambda: LINE.split().count("the") == 3
        and near(line_costs()["the"] + line_costs()["at"], 2, 1e-12),
        "0.150": lambda: costs("keeper", "0.150", "1.90"),
        "1.90": lambda: costs("keeper", "0.150", "1.90"),
        "0.151": lambda: costs("lights", "0.151", "1.89"),
        "1.89": lambda: costs("lights", "0.151", "1.89"),
        "0.948": lambda: costs("lamp", "0.948", "0.05"),
        "0.05": lambda: costs("lamp", "0.948", "0.05"),
        "0.342": lambda: costs("in", "0.342", "1.07"),
        "1.07": lambda: costs("in", "0.342", "1.07"),
        "0.900": lambda: costs("tower", "0.900", "0.11"),
        "0.11": lambda: costs("tower", "0.900", "0.11"),
        "0.333": lambda: costs("dusk", "0.333", "1.10"),
        "1.10": lambda: costs("dusk", "0.333", "1.10"),
        "6.12 nats": lambda: near(-sum(map(math.log, line_costs().values())), 6.12, 0.001),
        "is 0.725 nats a word": lambda: near(log_entropy() / 10, 0.725, 0.001),
        "would cost 4.39": lambda: near(math.log(len(harbor.vocabulary())), 4.39, 0.002),
        "had 0.245": lambda: near(oven(), 0.245, 0.002),
        "by 0.755": lambda: near(1 - oven(), 0.755, 0.002),
        "three operations": "cell notebooks/foundations/00-learn:autograd",
        "two layers": "cell notebooks/foundations/00-learn:net",
    },
    "book/foundations/tokens.md": {
        "*fog* six times": lambda: fog_pairs(0)["f", "o"] == 6 + 5,
        "*fox* five times": lambda: fog_pairs(0)["f", "o"] == 6 + 5,
        "*dog* four times": lambda: fog_pairs(1)["d", "o"] == 4 + 3,
        "*do* three times": lambda: fog_pairs(1)["d", "o"] == 4 + 3,
        "together ten times": lambda: fog_pairs(0)["o", "g"] == 10,
        "two to four tokens": lambda: {len(c.encode()) for c in "łś猫🐦"} == {2, 3, 4},
        "the 256 bytes": lambda: len(tokenizers.ALPHABET) == 256,
        "fifteen times the smallest": lambda: 15 < n("labse.vocabulary") / min(
            n("bert.vocabulary"), n("llama.vocabulary"), n("t5.vocabulary")
        ) < 17,
        "three times as many tokens": "cell notebooks/foundations/01-tokens:languages-run",
    },
    "book/numbers/index.md": {
        "three percent": "example: a sentence that nobody wrote",
        "three times in one survey": lambda: all(
            survey == ("s003",)
            for survey in data.claims().query("id in ['c230', 'c231', 'c260']")["survey"]
        ),
    },
    "book/surveys/index.md": {
        "less than a tenth of": "row c182",
        "five billion": "row c047",
        "three days": "row c047",
        "three times the largest": lambda: n("jukebox.parameters") > 3 * n("gpt-2@xl.parameters"),
        "71.2 percent": "row c230",
        "68 percent": "row c230",
        "3.2 percent": "row c230",
        "by 3.2 *points*": "row c230",
        "a third thing": "example: an ordinal",
        "50,000 rows": "row c162",
        "0.001 percent": "row c069",
        "18-fold": "row c143",
    },
    "notebooks/assistants/01-preferences.ipynb": {
        "InstructGPT's 0.02": lambda: n("instructgpt.kl_coefficient") == 0.02,
        "three steps": stages_of_chatgpt,
    },
    "notebooks/decoders/01-next-token.ipynb": {
        "40,478 tokens": lambda: n("gpt.vocabulary") == 40_478,
        "a tenth of": lambda: near(
            compute.cache_numbers(n=1024, layers=48, width=1600) / counted("gpt-2@xl"),
            0.1,
        ),
        "900 words": "example: of an exercise",
        "100 tokens": "example: of an exercise",
        "1.2": lambda: n("ctrl.repetition_penalty") == 1.2,
    },
    "notebooks/decoders/04-bigger.ipynb": {
        "of two layers": lambda: specialize.LAYERS == 2,
        "a hundred times as much": lambda: (
            specialize.WEIGHTS[2] == 100 * specialize.WEIGHTS[1]
        ),
        "1.2 trillion and 96.6 billion": lambda: (
            n("glam.parameters") == 1.2e12 and n("glam.parameters_active") == 96.6e9
        ),
        "keeps four times the width": lambda: (
            n("palm.ffn_size") == 4 * n("palm.hidden_size")
        ),
        "two thirds of four times the width": lambda: near(
            n("llama.ffn_multiplier"), 2 / 3, 1e-5
        ),
        "eight times as long": lambda: n("palm.vocabulary") == 8 * n("llama.vocabulary"),
    },
    "notebooks/pictures/02-steer.ipynb": {
        "weight of 1.35": lambda: near(n("imagen@base.guidance_scale"), 1.35, 1e-9),
        "a fifth of them": lambda: near(n("glide.condition_dropout"), 1 / 5, 1e-9),
        "a tenth in Imagen's": lambda: near(
            n("imagen.condition_dropout"), 1 / 10, 1e-9
        ),
        "a tenth of the scenes": lambda: learned.DROPPED == 1 / 10,
        "a scale of 1.5": lambda: near(n("glide@best-fid.guidance_scale"), 1.5, 1e-9),
    },
    "notebooks/decoders/03-positions.ipynb": {
        "12 heads": "example: the number in the prediction",
        "calls a quarter": lambda: n("gpt-neox-20b.rotary_fraction") == 0.25,
        "five times": lambda: near(
            n("bloom@embedding-rows.vocabulary")
            / n("gpt-neox-20b@embedding-rows.vocabulary"),
            5,
        ),
    },
    "notebooks/decoders/05-prompts.ipynb": {
        "predict a sixth": "example: the sixth of our networks",
        "two blocks": lambda: shots.LAYERS == 2,
        "a fifth of the parameters": lambda: near(rounding_costs(), 0.2, 0.1),
        "175 billion parameters": lambda: n("gpt-3@175b.parameters") == 175e9,
        "300 billion tokens": lambda: n("gpt-3.tokens_seen") == 300e9,
        "seven times what the rule": lambda: near(
            n("llama@7b.tokens_seen") / n("llama@7b.parameters_counted") / 20, 7.4, 0.01
        ),
        "about twenty tokens": lambda: scaling.TOKENS_A_PARAMETER == 20,
    },
    "notebooks/decoders/02-rebuild.ipynb": {
        "BERT asks for two tokens": "cell side-ask",
        "A third of": "cell train-look",
        "a third are lines": "cell train-look",
        "eight times": lambda: near(n("mt5.vocabulary") / n("t5.vocabulary"), 8),
        "T5 1.1": "example: a version",
    },
    "book/pictures/one-space.md": {
        "(0.8, 0.6)": "example: vectors of a case by hand",
        "(0.6, 0.8)": "example: vectors of a case by hand",
        "the cosine 0.8": lambda: ship_and_boat()[0] == 0.8,
        "and 0.6 with": lambda: ship_and_boat()[1] == 0.6,
        "55% and 45%": lambda: shares_of(ship_and_boat()) == [55, 45],
        "88% and 12%": lambda: shares_of(10 * ship_and_boat()) == [88, 12],
        "(0.58, 0.58, 0.58)": lambda: round(3**-0.5, 2) == 0.58,
        "with each is 0.58": lambda: round(3**-0.5, 2) == 0.58,
        "costs 0.69": lambda: round(math.log(2), 2) == 0.69,
        "one quarter": "example: a case by hand",
        "costs 1.39": lambda: round(math.log(4), 2) == 1.39,
        "0.69 + 2 · 1.39 = 3.47": lambda: (
            round(
                captions.CONTRASTIVE * math.log(2) + captions.CAPTIONING * math.log(4), 2
            )
            == 3.47
        ),
    },
    "notebooks/pictures/05-one-space.ipynb": {
        "a third are enough": lambda: near(
            n("dall-e-2.principal_components") / n("dall-e-2.embedding_size"), 1 / 3, 0.07
        ),
        "18 by 18 blocks": "row c215",
        "from a fifth": "cell notebooks/pictures/05-one-space:apart-ask",
    },
    "book/programs/tests.md": {
        "0.7": lambda: round(float(evaluation.pass_at_k(5, 2, 2)), 9) == 0.7,
        "0.64": lambda: round(float(evaluation.plug_in_pass_at_k(5, 2, 2)), 9) == 0.64,
        "two points": "example: of a chain that hangs",
        "ten thousand": "cell notebooks/programs/01-tests:filter-ask",
    },
    "book/science/votes.md": {
        "sixteen times": "example: sixteen solutions of one problem",
        "six times": "example: sixteen solutions of one problem",
        "three times": "example: sixteen solutions of one problem",
        "three days": "example: how long a page stood, which claim c115 holds",
        "0.5": "example: a share",
        "0.4": "example: a share",
        "0.1": "example: a share",
        "0.2": "example: a share",
        "0.125": lambda: 0.5**3 == 0.125,
        "0.375": lambda: 3 * 0.5**3 == 0.375,
        "0.12": lambda: math.isclose(6 * 0.5 * 0.4 * 0.1, 0.12),
        "a third": "example: a tie of three",
        "0.54": lambda: math.isclose(
            evaluation.majority_vote([0.5, 0.4, 0.1], 3), 0.54
        ),
    },
    "notebooks/programs/01-tests.ipynb": {
        "ten thousand": "cell notebooks/programs/01-tests:filter-ask",
    },
    "notebooks/encoders/01-masking.ipynb": {
        "15%": lambda: n("bert.mask_rate") == 0.15,
        "50%": lambda: n("bert.nsp_positive_rate") == 0.5,
        "Ten times the text": lambda: near(
            n("roberta.training_size") / n("roberta@books-wiki.training_size"), 10
        ),
        "ten times the text, then for five times as many steps": "cell gains-ask",
        "a fifth of a text": lambda: near(1 - masking.coverage(masking.COPIES), 0.2),
        "a tenth of a point": lambda: near(
            score(system="bert", variant="100-0-0", benchmark="MNLI")
            - score(system="bert", variant="80-10-10", benchmark="MNLI"), 0.1
        ),
    },
    "notebooks/encoders/03-smaller.ipynb": {
        "a ninth of": lambda: near(counted("albert") / counted("bert"), 1 / 9),
        "three fifths": lambda: near(counted("distilbert") / counted("bert"), 3 / 5),
        "twelve times": lambda: n("albert.layers") == 12,
        "six times as large": lambda: 5.5 < counted("distilbert") / counted("albert") < 6,
        "128 tokens": "example: the length of a text",
        "a third of BERT large's pace": lambda: score(
            system="albert", variant="xxlarge", metric="speed, times that of BERT-large"
        ) == 0.3,
        "a tenth of a percent": "example: how exact an answer is to be",
        "97%": "row c149",
    },
    "notebooks/encoders/04-every-token.ipynb": {
        "a quarter to a half": lambda: (
            n("electra.generator_ratio_min"), n("electra.generator_ratio_max")
        ) == (0.25, 0.5),
        "Four times the steps": lambda: 1600 == 4 * 400,
        "81 tokens": lambda: len(harbor.vocabulary()) == 81,
        "400 steps": lambda: contest.steps("ELECTRA") == 400,
    },
    "notebooks/encoders/05-apart.ipynb": {
        "a quarter of what moves": "cell sum-terms",
        "one or two tokens": "cell ex-every-other-code",
        "3%": "row c134",
        "114 and 110 million": lambda: (
            n("ernie-thu.parameters"), n("bert.parameters")
        ) == (114e6, 110e6),
        "five million": lambda: near(n("ernie-thu.kg_entities"), 5e6),
    },
    "notebooks/encoders/06-languages.ipynb": {
        "said 0.7 when": lambda: n("xlm.sampling_exponent") == 0.7,
        "model of fifteen languages": lambda: n("xlm@xnli15.languages") == 15,
        "of its own: 0.5": lambda: n("xlm@pieces.sampling_exponent") == 0.5,
        "15 languages": lambda: n("xlm@xnli15.languages") == 15,
        "2,048 pairs": lambda: n("labse@ranking.batch_size") == 2048,
        "margin of 0.3": lambda: n("labse.margin") == 0.3,
        "500 thousand": "row c152",
        "109 languages": lambda: n("labse.languages") == 109,
    },
    "notebooks/foundations/01-tokens.ipynb": {
        "109 languages": lambda: n("labse.languages") == 109,
        "A fifth of BERT": lambda: near(table("bert") / counted("bert"), 0.2, 0.1),
        "four fifths of": lambda: 0.8 < table("labse") / counted("labse") < 0.85,
    },
    "notebooks/foundations/02-attention.ipynb": {"twelve layers": "cell stream-run"},
    "notebooks/foundations/03-counting.ipynb": {
        "a third of the numbers": "cell toy-share",
        "a fifth matrix": "example: an ordinal",
        "less than a fifth of": lambda: 0.15 < blocks("labse") / counted("labse") < 0.2,
        "more than a hundred languages": lambda: n("labse.languages") > 100,
        "ten times smaller": lambda: counted("roberta") > 10 * counted("albert"),
        "four times as much": "cell draw-levers",
        "two thirds": "cell draw-levers",
        "a sixth": "cell draw-levers",
        "a third is missing": "cell rule-run",
        "four fifths": "cell rule-run",
        "seven times too many": "cell rule-run",
        "60 million": lambda: n("albert@xlarge.parameters") == 60e6,
        "512 tokens": lambda: n("bert.context_length") == 512,
        "32,768 tokens": "example: a length in the menu",
        "nine tenths of": lambda: near(pair_share(768, 32_768), 0.88, 0.02),
        "sixteen times as wide": lambda: n("gpt-3@175b.hidden_size") == 16 * n("bert.hidden_size"),
        "less than a third": lambda: 0.25 < pair_share(12_288, 32_768) < 1 / 3,
        "a quarter?": "example: a question",
        "1.7 times": lambda: score(
            system="albert", variant="large", metric="speed, times that of BERT-large"
        ) == 1.7,
        "three times the time": lambda: near(1 / score(
            system="albert", variant="xxlarge", metric="speed, times that of BERT-large"
        ), 3, 0.12),
        "a half times the work": lambda: near(work("albert@xxlarge") / work("bert@large"), 7.5),
        "nearly a tenth of": "cell runs",
        "twelve times": lambda: n("albert@xxlarge.layers") == 12,
        "a third of the tokens": lambda: near(
            n("bert.short_phase_fraction") * n("bert.short_phase_length") / 512
            + 1 - n("bert.short_phase_fraction"), 1 / 3, 0.05,
        ),
        "40 times": lambda: n("bert.training_epochs") == 40,
        "less than a quarter of": "cell draw-memory",
        "a third fewer": lambda: near(
            1 - counted("albert@xxlarge") / counted("bert@large"), 1 / 3, 0.1
        ),
    },
    "notebooks/numbers/01-benchmarks.ipynb": {
        "a quarter leaked": "example: a setting of the toy",
        "a dozen points": "cell draw-leak",
    },
    "notebooks/surveys/01-claims.ipynb": {
        "175 billion": "row c226",
        "two percent": "cell gpt3-sizes",
        "18 times": "row c143",
    },
    "book/pictures/codes.md": {
        "*dark* is (0.1, 0.1), *bright* (0.9, 0.9), *edge* (0.1, 0.9)": "example: tiles of two pixels",
        "The tile (0.3, 0.8)": "example: a tile of two pixels",
        "by 0.37 and from *edge* by 0.05": edge,
        "an eighth and seven eighths": lambda: (
            [n(f"dall-e@{kind}.loss_weight") for kind in ("text", "image")] == [1 / 8, 7 / 8]
        ),
        "*empty* one half": "example: shares of two squares",
        "a quarter of a cosine": "example: the shape of a curve",
        "A tenth of the captions": lambda: n("muse.condition_dropout") == 0.1,
        "more than ten times faster": lambda: (
            score(system="muse", metric="speed, times that of Imagen-3B and Parti-3B") == 10
        ),
        "three times faster": lambda: (
            score(system="muse", metric="speed, times that of Stable Diffusion v1.4") == 3
        ),
    },
    "notebooks/pictures/04-codes.ipynb": {
        "filled in 24 steps": lambda: n("muse@base.sampling_steps") == 24,
        "nineteen tokens": lambda: len(views.VOCABULARY) == 19,
    },
    "book/captions/forecast.md": {
        "four times as large": "example: a law worked by hand",
        "by a half and a quarter": "example: a law worked by hand",
        "5/9 and then 3/5 are left, about 0.58": lambda: (
            near((5 / 9 + 3 / 5) / 2, 0.58, 0.01) and near(by_hand() / 3, 0.58, 0.02)
        ),
        "foretells 3 · 0.58, about 1.7": lambda: round(by_hand(), 1) == 1.7,
        "a hundred steps": "example: a law worked by hand",
    },
    "book/other/search.md": {
        "ten times over": lambda: 0.25 < (7 / 8) ** 10 < 0.27,
        "a quarter of the multiplications": lambda: 0.25 < (7 / 8) ** 10 < 0.27,
    },
    "book/captions/queries.md": {
        "1, 1, 2.7 and 20.1": lambda: [*np.exp([0, 0, 1, 3]).round(1)] == [1, 1, 2.7, 20.1],
        "four fifths of what": lambda: near(np.exp(3) / np.exp([0, 0, 1, 3]).sum(), 0.8, 0.02),
        "a hundredth of the planning data": lambda: score(
            system="palm-e", setting="1 % of the data, one robot"
        ) == 30.6,
    },
    "notebooks/captions/02-queries.ipynb": {
        "188 million": lambda: n("blip-2@q-former.parameters") == 188e6,
        "twelve blocks": lambda: n("blip-2@q-former.layers") == 12,
    },
    "book/senses/soundtrack.md": {
        "−0.4, −0.4, 0.4, 0.4, 0.4, −0.4": "example: cosines of six pictures",
        "three quarters of the way": "example: where a gull is seen",
        "a quarter for the left and three quarters": lambda: (
            panning.linear_pan(0.5).tolist() == [0.25, 0.75]
        ),
        "a quarter of a turn": lambda: near(panning.constant_power_pan(1)[1], 1, 1e-9),
        "67.5 degrees": lambda: (1 + 0.5) * 90 / 2 == 67.5,
        "0.38 and 0.92": lambda: (
            panning.constant_power_pan(0.5).round(2).tolist() == [0.38, 0.92]
        ),
    },
    "book/senses/listen.md": {
        "of power 10 and 0.001": "example: a sound worked by hand",
        "with a quarter of four more they become 1.25 and 0.25": lambda: (
            [(np.log10(p) + 4) / 4 for p in (10, 0.001)] == [1.25, 0.25]
        ),
        "which is −0.75 here": lambda: (np.log10(10) - mel.DECADES + 4) / 4 == -0.75,
    },
    "notebooks/senses/05-listen.ipynb": {
        "A sound of 7.5 seconds": "example: what the exercise asks about",
        "50,257 pieces of text": lambda: n("whisper.vocabulary") - n("whisper.special_tokens") == 50_257,
        "its thresholds 2.4, −1 and 0.6": lambda: (
            n("whisper.compression_ratio_threshold"),
            n("whisper.logprob_threshold"),
            n("whisper.no_speech_threshold"),
        ) == (2.4, -1, 0.6),
    },
    "book/senses/brain.md": {
        "become (0.6, 0.8)": lambda: np.allclose(
            contrast.normalize([3.0, 4.0]), [0.6, 0.8]
        ),
        "6 · 0.6 + 8 · 0.8 = 10": lambda: np.isclose(6 * 0.6 + 8 * 0.8, 10),
        "as 7.4 to 1": lambda: round(np.divide(*among_candidates()), 1) == 7.4,
        "88 percent": lambda: round(100 * among_candidates()[0]) == 88,
        "surprised by 2.1": lambda: round(-np.log(among_candidates()[1]), 1) == 2.1,
    },
    "book/other/sequence.md": {
        "is 6.217 and": lambda: near(np.log(501), 6.217, 1e-4),
        "is 10.150, so": lambda: near(np.log(25_601), 10.150, 1e-4),
        "is 0.6125.": lambda: near(numbers.mu_law(5), 0.6125, 1e-4),
        "of it is 825.6 of them": lambda: near((numbers.mu_law(5) + 1) * 512, 825.6, 1e-4),
        "bin 825, token 32,825": lambda: numbers.observation_tokens(5) == 32_825,
        "is told 0.25, where": lambda: numbers.action_tokens(0.25) == 32_640,
    },
    "notebooks/other/02-sequence.ipynb": {
        "in Gato it is a quarter": lambda: n("gato.prompt_fraction") == 0.25,
    },
}  # fmt: skip
