"""Machines: what a system does, drawn from a run of its functions.

One function a machine, named after its system. It takes the sentence, runs the mechanism on it with
random weights, and draws boxes and arrows that carry the arrays of that run; its sizes are
keywords. Machines with steps have a second function that ends in ``_walk``.

A machine's module is imported when the machine is first asked for, so that a page rests on the
mechanisms that it draws and is not made again when another one changes.
"""

from importlib import import_module

HOMES = {
    "apart": "deberta ernie",
    "bigger": "glam palm",
    "brain": "speech_from_brain",
    "codes": "dall_e muse",
    "cutting": "pieces",
    "every_token": "electra electra_walk",
    "evidence": "lamda peer sparrow",
    "forecast": "gpt_4",
    "frames": "phenaki",
    "frozen": "flamingo visualgpt",
    "instructions": "flan_t5 koala",
    "languages": "labse xlm",
    "latent": "stable_diffusion",
    "listen": "whisper",
    "making_data": "alpaca",
    "masking": "bert roberta",
    "memory": "transformer_xl transformer_xl_walk xlnet xlnet_walk",
    "next_token": "DEPTHS ctrl gpt_2 inside",
    "noise": "destroy undo",
    "one_space": "coca dall_e_2",
    "physics": "physdiff",
    "positions": "bloom gpt_neox",
    "preferences": "chatgpt instructgpt",
    "programs": "alphacode codex",
    "prompts": "gpt_3 llama",
    "queries": "blip_2 palm_e",
    "question": "finetune",
    "rebuild": "bart mt5 t5",
    "science": "galactica minerva",
    "sculpt": "dreamfusion magic3d",
    "search": "alphatensor",
    "sequence": "gato",
    "slides": "chatbcg",
    "smaller": "albert distilbert",
    "sound_tokens": "audiolm jukebox",
    "soundtrack": "soundify",
    "steer": "glide imagen",
    "transformers": "attention attention_walk blocks masks multi_head",
}
_HOME = {name: home for home, names in HOMES.items() for name in names.split()}
__all__ = sorted(_HOME)


def __getattr__(name):
    """A machine, from its module."""
    if name not in _HOME:
        raise AttributeError(f"there is no machine {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)


def __dir__():
    return __all__
