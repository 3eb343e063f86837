"""The peer of `bench engine --families`: a random model of a family by transformers (eager attention, float32, CPU), which
it first writes for the Java half to load, with a KV cache and a steering hook.

Usage: python eager_family.py FAMILY FOLDER THREADS; `python eager_family.py list` prints the families.
Commands and answers are those of eager_gpt2.py, without prefill. Token i of row r is (7 + 131 * i + 17 * r) % vocabulary.
"""
import inspect
import sys
import time

import torch
import transformers as t

COMMON = dict(vocab_size=16384, bos_token_id=0, eos_token_id=0, pad_token_id=None, max_position_embeddings=512)
ROTARY = COMMON | dict(hidden_size=512, intermediate_size=1536, num_hidden_layers=6, num_attention_heads=8,
                       num_key_value_heads=4, head_dim=64)
WINDOW = dict(sliding_window=32)
FAMILIES = {
    "gpt2": lambda: t.GPT2LMHeadModel(t.GPT2Config(
        vocab_size=16384, n_positions=512, n_embd=512, n_layer=6, n_head=8, bos_token_id=0, eos_token_id=0)),
    "gpt-neo": lambda: t.GPTNeoForCausalLM(t.GPTNeoConfig(**COMMON | dict(
        hidden_size=512, num_layers=6, num_heads=8, window_size=32, attention_types=[[["global", "local"], 3]]))),
    "gpt-neox": lambda: t.GPTNeoXForCausalLM(t.GPTNeoXConfig(**COMMON | dict(
        hidden_size=512, intermediate_size=2048, num_hidden_layers=6, num_attention_heads=8))),
    "llama": lambda: t.LlamaForCausalLM(t.LlamaConfig(**ROTARY)),
    "mistral": lambda: t.MistralForCausalLM(t.MistralConfig(**ROTARY | WINDOW)),
    "qwen2": lambda: t.Qwen2ForCausalLM(t.Qwen2Config(**{k: v for k, v in ROTARY.items() if k != "head_dim"})),
    "qwen3": lambda: t.Qwen3ForCausalLM(t.Qwen3Config(**ROTARY)),
    "gemma": lambda: t.GemmaForCausalLM(t.GemmaConfig(**ROTARY)),
    "gemma2": lambda: t.Gemma2ForCausalLM(t.Gemma2Config(**ROTARY | WINDOW | dict(query_pre_attn_scalar=64))),
    "gemma3": lambda: t.Gemma3ForCausalLM(t.Gemma3TextConfig(**ROTARY | WINDOW | dict(query_pre_attn_scalar=64))),
}

if sys.argv[1] == "list":
    print(" ".join(FAMILIES))
    sys.exit()

t.logging.set_verbosity_error()
t.logging.disable_progress_bar()
torch.set_num_threads(int(sys.argv[3]))
torch.set_grad_enabled(False)
torch.manual_seed(5)
model = FAMILIES[sys.argv[1]]().eval()
model.set_attn_implementation("eager")
model.save_pretrained(sys.argv[2])
config = model.config
body = getattr(model, "transformer", None) or getattr(model, "gpt_neox", None) or model.model
layers = body.h if hasattr(body, "h") else body.layers
steer = 2 * torch.sin(torch.arange(config.hidden_size, dtype=torch.float32))
layers[len(layers) // 2].register_forward_hook(
    lambda module, args, out: (out[0] + steer,) + out[1:] if isinstance(out, tuple) else out + steer)
named = inspect.signature(model.forward).parameters
CACHE = "cache" if "cache" in named else "past_key_values"


def prompt(rows, tokens):
    return torch.tensor([[(7 + 131 * i + 17 * r) % config.vocab_size for i in range(tokens)] for r in range(rows)])


def decode(rows, start, steps):
    cache = t.DynamicCache(config=config)
    ids = model(prompt(rows, start), use_cache=True, **{CACHE: cache}).logits[:, -1:].argmax(-1)
    begin = time.perf_counter()
    for _ in range(steps):
        ids = model(ids, use_cache=True, **{CACHE: cache}).logits[:, -1:].argmax(-1)
    return (time.perf_counter() - begin) * 1000 / steps


print(f"ready torch {torch.__version__} transformers {t.__version__}", flush=True)
for line in sys.stdin:
    command, *numbers = line.split()
    numbers = [int(n) for n in numbers]
    if command == "decode":
        print(decode(*numbers), flush=True)
    elif command == "logits":
        print(model(prompt(1, *numbers)).logits[0, -1].numpy().tobytes().hex(), flush=True)
