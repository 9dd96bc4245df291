"""Machines: what a system does, drawn from a run of its functions.

One function a machine, named after its system. It takes the sentence, runs the mechanism on it with
random weights, and draws boxes and arrows that carry the arrays of that run; its sizes are
keywords. Machines with steps have a second function that ends in ``_walk``.
"""

from .apart import deberta, ernie
from .bigger import glam, palm
from .cutting import pieces
from .every_token import electra, electra_walk
from .evidence import lamda, peer, sparrow
from .instructions import flan_t5, koala
from .languages import labse, xlm
from .making_data import alpaca
from .masking import bert, roberta
from .memory import transformer_xl, transformer_xl_walk, xlnet, xlnet_walk
from .next_token import DEPTHS, ctrl, gpt_2, inside
from .positions import bloom, gpt_neox
from .preferences import chatgpt, instructgpt
from .programs import alphacode, codex
from .prompts import gpt_3, llama
from .question import finetune
from .rebuild import bart, mt5, t5
from .science import galactica, minerva
from .smaller import albert, distilbert
from .transformers import attention, attention_walk, blocks, masks, multi_head

__all__ = [
    "DEPTHS", "albert", "alpaca", "alphacode", "attention", "attention_walk", "bart",
    "bert", "blocks", "bloom", "chatgpt", "codex", "ctrl", "deberta", "distilbert",
    "electra", "electra_walk", "ernie", "finetune", "flan_t5", "galactica", "glam",
    "gpt_2", "gpt_3", "gpt_neox", "inside", "instructgpt", "koala", "labse", "lamda",
    "llama", "masks", "minerva", "mt5", "multi_head", "palm", "peer", "pieces",
    "roberta", "sparrow", "t5", "transformer_xl", "transformer_xl_walk", "xlm", "xlnet",
    "xlnet_walk",
]  # fmt: skip
