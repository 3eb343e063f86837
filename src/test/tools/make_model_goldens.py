"""Makes src/test/resources/model/{gpt2-tiny,llama-tiny}: small random models in Hugging Face layout, and what
transformers (eager attention, float32, CPU) computes with them. Versions: requirements.txt beside this file.

Run from the repository root: python src/test/tools/make_model_goldens.py
"""
import json
import pathlib
import shutil

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM

OUT = pathlib.Path("src/test/resources/model")
SENTENCES = [
    "The hedgehog hid a strawberry under the old mill, and nobody knew.",
    "Owl said: it is in the barn. Fox said: it is in the well.",
    "It rained all day; the path was wet, the grass was wet, and the boots were wet.",
    "def add(a, b):\n    return a + b\n",
    "Die Erdbeere liegt unter der Mühle. La fraise est sous le moulin — 😀 naïve café.",
    "One, two, three, four, five, six; then seven baskets of jam.",
]
PROMPTS = [SENTENCES[0], SENTENCES[4], "wet wet wet wet wet wet wet wet wet wet wet wet wet wet"]


def tokenizer(folder, vocab, bos):
    tok = Tokenizer(models.BPE())
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tok.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=vocab, special_tokens=["<|endoftext|>"],
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tok.train_from_iterator(SENTENCES * 3, trainer)
    tok.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps(
        {"bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>", "add_bos_token": bos}) + "\n")
    return tok


def tap(model, family):
    """Forward hooks that record every hook point under our names."""
    found, handles = {}, []

    def keep(name, index=None, inputs=False):
        def hook(module, args, output):
            value = args[0] if inputs else (output if index is None or not isinstance(output, tuple) else output[index])
            found[name] = value.detach()[0].clone()
        return hook

    def on(module, name, index=0, inputs=False):
        handles.append(module.register_forward_hook(keep(name, index, inputs)))

    if family == "gpt2":
        body = model.transformer
        on(body.wte, "embed")
        on(body.ln_f, "final_norm")
        for i, b in enumerate(body.h):
            on(b.ln_1, f"resid_pre.{i}", inputs=True)
            on(b.ln_1, f"attn_in.{i}")
            on(b.attn.c_proj, f"z.{i}", inputs=True)
            on(b.attn.c_proj, f"attn_out.{i}")
            on(b.ln_2, f"resid_mid.{i}", inputs=True)
            on(b.ln_2, f"mlp_in.{i}")
            on(b.mlp.c_proj, f"mlp_act.{i}", inputs=True)
            on(b.mlp.c_proj, f"mlp_out.{i}")
            on(b, f"resid_post.{i}")
    else:
        body = model.model
        on(body.embed_tokens, "embed")
        on(body.norm, "final_norm")
        for i, b in enumerate(body.layers):
            on(b.input_layernorm, f"resid_pre.{i}", inputs=True)
            on(b.input_layernorm, f"attn_in.{i}")
            on(b.self_attn.o_proj, f"z.{i}", inputs=True)
            on(b.self_attn.o_proj, f"attn_out.{i}")
            on(b.post_attention_layernorm, f"resid_mid.{i}", inputs=True)
            on(b.post_attention_layernorm, f"mlp_in.{i}")
            on(b.mlp.down_proj, f"mlp_act.{i}", inputs=True)
            on(b.mlp.down_proj, f"mlp_out.{i}")
            on(b, f"resid_post.{i}")
    return found, handles


def greedy(model, ids, count):
    ids = list(ids)
    for _ in range(count):
        ids.append(int(model(torch.tensor([ids])).logits[0, -1].argmax()))
    return ids


def goldens(folder, model, family, tok, bos):
    tensors, report = {}, {"prompts": [], "steering": []}
    block = model.transformer.h[1] if family == "gpt2" else model.model.layers[1]
    for p, text in enumerate(PROMPTS):
        ids = ([0] if bos else []) + tok.encode(text).ids
        found, handles = tap(model, family)
        logits = model(torch.tensor([ids])).logits[0]
        for h in handles:
            h.remove()
        tensors[f"p{p}.logits"] = logits.detach().clone()
        for name, value in found.items():
            tensors[f"p{p}.{name}"] = value.contiguous()
        report["prompts"].append({"prompt": text, "ids": ids, "greedy": greedy(model, ids, 24)})
    vector = torch.randn(model.config.hidden_size)
    tensors["steer.vector"] = vector
    ids = report["prompts"][0]["ids"]
    for c in (0.0, 3.0, -3.0):
        def steer(module, args, output):
            return (output[0] + c * vector,) + output[1:] if isinstance(output, tuple) else output + c * vector
        handle = block.register_forward_hook(steer)
        tensors[f"steer.logits.{c}"] = model(torch.tensor([ids])).logits[0].detach().clone()
        report["steering"].append({"address": "resid_post.1", "coefficient": c, "greedy": greedy(model, ids, 24)})
        handle.remove()
    save_file({k: v.contiguous() for k, v in tensors.items()}, str(folder / "golden.safetensors"))
    (folder / "golden.json").write_text(json.dumps(report, ensure_ascii=False) + "\n")


def make(name, family, config, cls, vocab, bos, **saving):
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tok = tokenizer(folder, vocab, bos)
    config.vocab_size = tok.get_vocab_size()
    torch.manual_seed(11)
    config._attn_implementation = "eager"
    model = cls(config).eval()
    with torch.no_grad():
        for n, p in model.named_parameters():
            # Spread biases and gains, so that one forgotten changes the numbers.
            p.add_(torch.randn_like(p) * (0.1 if p.dim() == 1 else 0.08))
        model.save_pretrained(folder, **saving)
        (folder / "generation_config.json").unlink(missing_ok=True)
        goldens(folder, model, family, tok, bos)


make("gpt2-tiny", "gpt2",
     GPT2Config(n_embd=24, n_layer=3, n_head=4, n_positions=96, bos_token_id=0, eos_token_id=0),
     GPT2LMHeadModel, 330, False)
make("llama-tiny", "llama",
     LlamaConfig(hidden_size=24, intermediate_size=40, num_hidden_layers=3, num_attention_heads=6,
                 num_key_value_heads=2, head_dim=8, max_position_embeddings=96, rope_theta=5000.0, rms_norm_eps=1e-5,
                 tie_word_embeddings=False, attention_bias=True, mlp_bias=True, bos_token_id=0, eos_token_id=0),
     LlamaForCausalLM, 320, True, max_shard_size="40KB")
