"""Makes src/test/resources/demo/golden.safetensors: what transformers (eager attention, float32, CPU) makes of the model that
ships in src/main/resources/demo/village: logits at the
last positions of a few texts, with the token ids that its own tokenizer gives. Also reads every
shipped dictionary with the safetensors library and stores what its decoder is like: the sum and the sum of squares of its values.
Made with torch 2.7.1, transformers 5.24.0,
safetensors 0.8.0.

Run from the repository root: python src/test/tools/make_demo_golden.py
"""
import json
import pathlib

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, AutoTokenizer

DEMO = pathlib.Path("src/main/resources/demo")
LAST = 4
OUT = pathlib.Path("src/test/resources/demo")
TEXTS = [
    'The strawberry was in the barn. The dog slept near the mill. Fox said: "The strawberry is in the',
    "Le chat mange la fraise, parce que la fraise est sucrée.",
    "12 + 7 = 19. print([half(mul(15, 10)), 3])",
]


def main():
    tokenizer = AutoTokenizer.from_pretrained(DEMO / "village")
    model = AutoModelForCausalLM.from_pretrained(DEMO / "village", dtype=torch.float32, attn_implementation="eager").eval()
    out = {}
    for n, text in enumerate(TEXTS):
        ids = tokenizer(text, return_tensors="pt").input_ids
        with torch.no_grad():
            out[f"logits.{n}"] = model(ids).logits[0, -LAST:].contiguous()
        out[f"ids.{n}"] = ids[0].float().contiguous()  # small enough to be exact
    for folder in sorted((DEMO / "sae").iterdir()):
        tensors = load_file(folder / "sae_weights.safetensors")
        decoder = tensors["W_dec"].double()
        assert json.loads((folder / "cfg.json").read_text())["d_sae"] == decoder.shape[0]
        out["decoder." + folder.name] = torch.stack([decoder.sum(), (decoder**2).sum()]).float()
    OUT.mkdir(parents=True, exist_ok=True)
    save_file(out, OUT / "golden.safetensors", metadata={"texts": json.dumps(TEXTS)})
    print({k: tuple(v.shape) for k, v in out.items()})


if __name__ == "__main__":
    main()
