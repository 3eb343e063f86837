"""Makes src/test/resources/measure/effects-*.json: what two small models lose on random windows when one feature of the
dictionaries in src/test/resources/intervention is off, by plain forward hooks in transformers (make_intervention_goldens.py
has them): per token the change of its loss and KL(as it is || without), in nats, for all tokens after the first of a window.
A feature is off on every token but the first and special ones.

Made with torch 2.7.1, transformers 5.24.0, tokenizers 0.23.3 and safetensors 0.8.0. Run from the repository root:
PYTHONPATH=src/test/tools python src/test/tools/make_effect_golden.py
"""
import json
import pathlib
import random

import torch
from make_intervention_goldens import FEATURES, MODELS, READ_AT, Oracle
from safetensors.torch import load_file

OUT = pathlib.Path("src/test/resources/measure")
WINDOWS, LENGTH = 3, 20


def make(name):
    oracle = Oracle(MODELS / name, name)
    tensors = load_file(oracle.file)
    draw = random.Random(6)
    vocabulary = oracle.model.config.vocab_size
    passages = []
    for _ in range(WINDOWS):
        window = [0] + [draw.randrange(1, vocabulary) for _ in range(LENGTH - 1)]
        window[LENGTH // 2] = 0  # a special token in the middle, which is left alone
        own = oracle.logits(window, [], tensors).log_softmax(-1)[:-1]
        following = torch.tensor(window[1:])[:, None]
        for feature in range(FEATURES):
            spec = {"feature": feature, "method": "ablate", "positions": "range", "from": 1}
            change = {"spec": spec, "address": READ_AT, "direction": tensors["W_dec"][feature]}
            off = oracle.logits(window, [change], tensors).log_softmax(-1)[:-1]
            loss = (own - off).gather(1, following)[:, 0]
            divergence = (own.exp() * (own - off)).sum(1)
            passages.append({"feature": feature, "window": window, "loss": loss.tolist(), "kl": divergence.tolist()})
    OUT.mkdir(exist_ok=True)
    body = ",\n".join(json.dumps(p | {k: [round(v, 7) for v in p[k]] for k in ("loss", "kl")}) for p in passages)
    (OUT / f"effects-{name}.json").write_text(f"[\n{body}\n]\n")
    print(name, max(max(map(abs, p["loss"])) for p in passages), max(max(p["kl"]) for p in passages))


with torch.no_grad():
    for model in ("llama-tiny", "gpt2-tiny"):
        make(model)
