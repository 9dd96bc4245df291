"""Alpaca's script: how a request is written, an answer read, a task refused; restated.

tatsu-lab/stanford_alpaca@761dc5b, generate_instruction.py, encode_prompt and
post_process_gpt3_response, without the sentences of prompt.txt. The script cannot be run
without a key to a model that is no longer served.
"""

import re
import string

from harness import agrees, plant, producer, record

from fieldguide.mechanisms.objectives import bootstrap

SEEDS = [
    ["Name a fish  that\nlives here:", "", "herring"],
    ["Which of these is larger?", "boat, ship", "ship"],
    ["Say when the lamp is lit.", "", "at dusk"],
]
REPLIES = [  # what a model wrote behind three tasks, and why it stopped
    (
        " Describe the quay in one sentence.\n4. Input:\n<noinput>\n4. Output:\nWood.\n"
        "###\n5. Instruction: Sort the words.\n5. Input:\nnet, cat\n5. Output:\ncat, net\n"
        "###\n6. Instruction: Draw the boat that you like.\n6. Input:\n<NoInput>\n"
        "6. Output:\n...\n###\n7. Instruction: - say who is who here\n7. Input:\n\n"
        "7. Output:\nno\n###\n9. Instruction: This has a wrong number.\n9. Input:\n\n"
        "9. Output:\nx\n###\n9. Instruction: The last one is wh",
        "length",
    ),
    (
        " Write a program that counts boats.\n4. Input:\n3\n4. Output:\nprint(3)\n###\n"
        "5. Instruction: Explain how a flowchart helps.\n5. Input:\n\n5. Output:\nlines\n"
        "###\n6. Instruction: Now count the boats again, slowly.\n6. Input:\n5, 5\n"
        "6. Output:\nten\n",
        "stop",
    ),
]

# --- how the vector is made -----------------------------------------------------------


@producer
def restated_alpaca_script():
    """The request of three seeds, the tasks in two replies, and which of them are sound."""
    prompt = ""
    for idx, (instruction, given, output) in enumerate(SEEDS):
        instruction = re.sub(r"\s+", " ", instruction).strip().rstrip(":")
        given = "<noinput>" if given.lower() == "" else given
        prompt += "###\n"
        prompt += f"{idx + 1}. Instruction: {instruction}\n"
        prompt += f"{idx + 1}. Input:\n{given}\n"
        prompt += f"{idx + 1}. Output:\n{output}\n"
    prompt += "###\n"
    prompt += f"{idx + 2}. Instruction:"
    black = (
        "image,images,graph,graphs,picture,pictures,file,files,map,maps,draw,plot,go to,"
        "video,audio,music,flowchart,diagram"
    ).split(",")
    read, sound = [], []
    for text, finish_reason in REPLIES:
        raw = re.split("###", "4. Instruction:" + text)
        for idx, inst in enumerate(raw):
            if idx == len(raw) - 1 and finish_reason == "length":
                continue
            idx += 4
            parts = re.split(rf"{idx}\.\s+(Instruction|Input|Output):", inst)
            if len(parts) != 7:
                continue
            inst, given, output = parts[2].strip(), parts[4].strip(), parts[6].strip()
            read.append([inst, "" if given.lower() == "<noinput>" else given, output])
            bad = len(inst.split()) <= 3 or len(inst.split()) > 150
            for word in black:
                bad |= bool(re.compile(rf"\b({word})\b", re.IGNORECASE).search(inst))
            bad |= inst.startswith("Write a program")
            bad |= inst[0] in string.punctuation or not inst[0].isascii()
            sound.append(not bad)
    return record(
        "numpy",
        "restated from tatsu-lab/stanford_alpaca@761dc5b, generate_instruction.py, "
        "encode_prompt and post_process_gpt3_response; not run",
        0,  # nothing is drawn
        {"seeds": SEEDS, "replies": REPLIES},
        {"prompt": prompt, "read": read, "sound": sound},
    )


# --- how ours are compared ------------------------------------------------------------


@agrees("restated_alpaca_script")
def requests_are_written_alike(vector):
    ours = bootstrap.request_text(vector["inputs"]["seeds"])
    assert ours == vector["outputs"]["prompt"]


@agrees("restated_alpaca_script")
def the_same_tasks_are_read(vector):
    ours = [
        list(task)
        for text, stop in vector["inputs"]["replies"]
        for task in bootstrap.read_tasks(text, shown=3, cut=stop == "length")
    ]
    assert ours == vector["outputs"]["read"]


@agrees("restated_alpaca_script")
def the_same_tasks_are_sound(vector):
    ours = [
        bootstrap.why_refused(task[0]) is None for task in vector["outputs"]["read"]
    ]
    assert ours == vector["outputs"]["sound"]


# --- what must be noticed -------------------------------------------------------------

REQUEST, READ, WHY = (
    bootstrap.request_text,
    bootstrap.read_tasks,
    bootstrap.why_refused,
)


def _counts_from_one(written, *, shown, cut=False):
    return READ(written, shown=0, cut=cut)


def _keeps_the_cut(written, *, shown, cut=False):
    """A task that lost its end is taken for one that lacks nothing."""
    return READ(written + "\n9. Input:\n\n9. Output:\n", shown=shown)


def _empty_inputs(tasks):
    return REQUEST(tasks).replace("<noinput>", "")


def _inside_words(instruction):
    """A word of the list counts inside another one, and only in small letters."""
    return next((w for w in bootstrap.NOT_FOR_TEXT if w in instruction), None)


plant(
    "restated_alpaca_script",
    "objectives.bootstrap.read_tasks",
    _counts_from_one,
    _keeps_the_cut,
)
plant("restated_alpaca_script", "objectives.bootstrap.request_text", _empty_inputs)
plant("restated_alpaca_script", "objectives.bootstrap.why_refused", _inside_words)
