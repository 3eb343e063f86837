"""The peer of `bench engine`: a GPT-2 forward pass in eager PyTorch with a KV cache and a steering hook, float32, CPU.

Usage: python eager_gpt2.py model.safetensors config.json threads
Reads commands on standard input, one line each, and answers each with one line:
  prefill ROWS TOKENS        -> milliseconds of one prefill
  decode ROWS START STEPS    -> milliseconds per decode step after a prefill of START tokens
  user ROWS PROMPT STEPS     -> milliseconds of one user's run: default and steered text of STEPS tokens each, in one batch
                                (ROWS 2) or one after the other (ROWS 1); only the second text is steered
  logits TOKENS              -> the last position's logits after a prefill, as hexadecimal float32
Token i of row r is (7 + 131 * i + 17 * r) % vocabulary, here and in the Java half.
"""
import json
import struct
import sys
import time

import torch
import torch.nn.functional as F

path, config_path, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
torch.set_num_threads(threads)
torch.set_grad_enabled(False)
config = json.load(open(config_path))
L, D, H, V = config["n_layer"], config["n_embd"], config["n_head"], config["vocab_size"]
E = D // H

with open(path, "rb") as f:
    head = json.loads(f.read(struct.unpack("<Q", f.read(8))[0]))
    start = f.tell()
    raw = bytearray(f.read())
W = {}
for name, info in head.items():
    if name != "__metadata__":
        a, b = info["data_offsets"]
        W[name] = torch.frombuffer(raw, dtype=torch.float32, offset=a, count=(b - a) // 4).view(info["shape"])
for i in range(L):  # stored [in, out]; linear wants [out, in]
    for name in ("attn.c_attn", "attn.c_proj", "mlp.c_fc", "mlp.c_proj"):
        W[f"h.{i}.{name}.weight"] = W[f"h.{i}.{name}.weight"].t().contiguous()
steer = torch.sin(torch.arange(D, dtype=torch.float32))


steered = None  # which rows the hook touches; all if none are named


def hook(layer, h):
    if layer != L // 2:
        return h
    if steered is None:
        return h + 2.0 * steer
    return h if not any(steered) else h + 2.0 * torch.tensor(steered, dtype=torch.float32).view(-1, 1, 1) * steer


def forward(ids, at, cache):
    b, t = ids.shape
    h = F.embedding(ids, W["wte.weight"]) + W["wpe.weight"][at:at + t]
    mask = torch.full((t, at + t), float("-inf")).triu(at + 1) if t > 1 else None
    for i in range(L):
        p = f"h.{i}."
        x = F.layer_norm(h, (D,), W[p + "ln_1.weight"], W[p + "ln_1.bias"], 1e-5)
        q, k, v = F.linear(x, W[p + "attn.c_attn.weight"], W[p + "attn.c_attn.bias"]).view(b, t, 3, H, E).unbind(2)
        K, U = cache[i]
        K[:b, :, at:at + t] = k.transpose(1, 2)
        U[:b, :, at:at + t] = v.transpose(1, 2)
        s = q.transpose(1, 2) @ K[:b, :, :at + t].transpose(2, 3) / E ** 0.5
        if mask is not None:
            s = s + mask
        z = (s.softmax(-1) @ U[:b, :, :at + t]).transpose(1, 2).reshape(b, t, D)
        h = h + F.linear(z, W[p + "attn.c_proj.weight"], W[p + "attn.c_proj.bias"])
        x = F.layer_norm(h, (D,), W[p + "ln_2.weight"], W[p + "ln_2.bias"], 1e-5)
        x = F.gelu(F.linear(x, W[p + "mlp.c_fc.weight"], W[p + "mlp.c_fc.bias"]), approximate="tanh")
        h = h + F.linear(x, W[p + "mlp.c_proj.weight"], W[p + "mlp.c_proj.bias"])
        h = hook(i, h)
    h = F.layer_norm(h[:, -1], (D,), W["ln_f.weight"], W["ln_f.bias"], 1e-5)
    return F.linear(h, W["wte.weight"])


def prompt(rows, tokens):
    return torch.tensor([[(7 + 131 * i + 17 * r) % V for i in range(tokens)] for r in range(rows)])


def new_cache(rows, length):
    return [(torch.zeros(rows, H, length, E), torch.zeros(rows, H, length, E)) for _ in range(L)]


def write(rows, length, steps):
    """Greedy text of some rows; each token is handed to Python, as a server that streams must do."""
    cache = new_cache(rows, length + steps)
    ids = forward(prompt(rows, length), 0, cache).argmax(-1)
    for n in range(steps - 1):
        ids.tolist()
        ids = forward(ids.view(rows, 1), length + n, cache).argmax(-1)
    ids.tolist()


print("ready torch " + torch.__version__, flush=True)
for line in sys.stdin:
    words = line.split()
    if words[0] == "prefill":
        rows, tokens = int(words[1]), int(words[2])
        ids, cache = prompt(rows, tokens), new_cache(rows, tokens)
        begin = time.perf_counter()
        forward(ids, 0, cache).argmax(-1)
        print((time.perf_counter() - begin) * 1000, flush=True)
    elif words[0] == "decode":
        rows, at, steps = int(words[1]), int(words[2]), int(words[3])
        cache = new_cache(rows, at + steps)
        ids = forward(prompt(rows, at), 0, cache).argmax(-1)
        begin = time.perf_counter()
        for n in range(steps):
            ids = forward(ids.view(rows, 1), at + n, cache).argmax(-1)
            ids.tolist()
        print((time.perf_counter() - begin) * 1000 / steps, flush=True)
    elif words[0] == "user":
        rows, length, steps = int(words[1]), int(words[2]), int(words[3])
        begin = time.perf_counter()
        for steered in [[0, 1]] if rows == 2 else [[0], [1]]:
            write(rows, length, steps)
        took = (time.perf_counter() - begin) * 1000
        steered = None
        print(took, flush=True)
    elif words[0] == "logits":
        tokens = int(words[1])
        print(forward(prompt(1, tokens), 0, new_cache(1, tokens))[0].numpy().tobytes().hex(), flush=True)
