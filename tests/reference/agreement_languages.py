"""Where our languages and contrasts must agree with others; see agreement.py."""

import autograd
import numpy as np
from agreement import agrees, same_numbers

from fieldguide.mechanisms.objectives import contrast, languages


def _cases(vector):
    for case in vector["inputs"]["cases"]:
        yield np.array(case["x"]), np.array(case["y"]), case["margin"], case["scale"]


@agrees("torch_margin_losses")
def margin_losses_agree(vector):
    """A batch of one has nothing to lose: both sides say 0."""
    ours = [
        contrast.additive_margin_loss(x, y, margin, scale=scale)
        for x, y, margin, scale in _cases(vector)
    ]
    same_numbers(np.array(ours), vector["outputs"]["loss"])


@agrees("torch_margin_losses")
def plain_losses_agree(vector):
    """Each direction by itself, and their mean as CLIP takes it."""
    for case, theirs in zip(_cases(vector), vector["outputs"]["plain"], strict=True):
        x, y, _, scale = case
        scores = scale * contrast.cosines(x, y)
        ours = [contrast.in_batch_loss(s) for s in (scores, scores.T)]
        mean = contrast.contrastive_loss(x, y, scale)
        assert np.allclose(ours, theirs, rtol=1e-12, atol=1e-14)
        assert np.isclose(mean, np.mean(theirs), rtol=1e-12, atol=1e-14)


@agrees("torch_margin_losses")
def slopes_agree(vector):
    """autograd through our NumPy against torch through its own."""
    for case, theirs in zip(_cases(vector), vector["outputs"]["slope"], strict=True):
        x, y, margin, scale = case

        def loss(x, y=y, margin=margin, scale=scale):
            return contrast.additive_margin_loss(x, y, margin, scale=scale)

        ours = autograd.grad(loss)(x)
        assert np.allclose(ours, theirs, rtol=1e-10, atol=1e-12 * scale)


@agrees("transformers_xlm_embeddings")
def xlm_embeddings_agree(vector):
    given = vector["inputs"]
    names = ("embeddings", "position_embeddings", "lang_embeddings", "layer_norm_emb")
    tables = [np.array(given[f"{name}.weight"]) for name in names]
    bias = np.array(given["layer_norm_emb.bias"])
    ours = [
        languages.xlm_embeddings(
            languages.concatenate_translations(*texts, *numbers), *tables, bias
        )
        for texts, numbers in zip(given["texts"], given["languages"], strict=True)
    ]
    same_numbers(np.array(ours), vector["outputs"]["embeddings"])


@agrees("torch_xlm_rows")
def rows_are_laid_out_alike(vector):
    laid = vector["outputs"]["laid"]
    for row, theirs in zip(vector["inputs"]["rows"], laid, strict=True):
        ours = languages.concatenate_translations(*row)
        assert [part.tolist() for part in ours] == theirs, row


@agrees("torch_xlm_sampling")
def languages_are_drawn_alike(vector):
    given = vector["inputs"]
    for counts, theirs in zip(
        given["counts"], vector["outputs"]["shares"], strict=True
    ):
        for alpha, shares in zip(given["exponents"], theirs, strict=True):
            same_numbers(languages.sampling_probabilities(counts, alpha), shares)
