"""A second peer of `bench steering`: the same model served by interp-engine's eager backend, float32, CPU.

Usage: python interp_engine_gpt2.py model-folder threads
Needs: interp-engine (1.14.2 was measured). Reads commands on standard input and answers each with one line:
  user PROMPT STEPS -> milliseconds of one user's run: a default text of STEPS tokens, then a steered one
"""
import os
import sys
import time

os.environ["HF_HUB_OFFLINE"] = "1"
import torch
from interp_engine import AddSpec, SteeringSpec, load_model
from interp_engine.steer import generate_stream, steer

folder, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)
model = load_model(folder, backend="eager", device="cpu", dtype="float32")
config = model.hf_model.config
V, D, L = config.vocab_size, config.n_embd, config.n_layer
direction = torch.sin(torch.arange(D, dtype=torch.float32))


def write(length, steps):
    ids = torch.tensor([[(7 + 131 * i) % V for i in range(length)]])
    return sum(1 for _ in generate_stream(model, ids, max_tokens=steps, temperature=0.0, stop_at_eos=False))


def user(length, steps):
    write(length, steps)
    with steer(model, SteeringSpec.at(f"resid_post.{L // 2}", AddSpec(direction, 2.0))):
        write(length, steps)


print("ready interp-engine", flush=True)
for line in sys.stdin:
    _, length, steps = line.split()
    begin = time.perf_counter()
    user(int(length), int(steps))
    print((time.perf_counter() - begin) * 1000, flush=True)
