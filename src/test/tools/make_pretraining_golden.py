"""Makes src/test/resources/pretraining/golden.safetensors: a tiny random Llama, and what transformers and torch (eager
attention, float32, CPU) make of it: logits, a weighted loss, its gradients, and the weights after two training steps with
Muon (written out here from its description: kellerjordan.github.io/posts/muon) and torch's AdamW. Stacks over the layers
are named as in pretraining/LlamaScript. Versions: requirements.txt beside this file.

Run from the repository root: python src/test/tools/make_pretraining_golden.py
"""
import pathlib

import torch
from safetensors.torch import save_file
from transformers import LlamaConfig, LlamaForCausalLM

OUT = pathlib.Path("src/test/resources/pretraining")
V, D, L, H, MLP, T, B = 258, 16, 2, 2, 32, 12, 3
MATRIX_RATE, OTHER_RATE, DECAY, CLIP = 0.02, 3e-3, 0.05, 1.0
NAMES = ["embed", "norms", "last", "attention", "gates", "down"]


def stacks(get):
    """The stacks, from a function of a parameter's name."""
    at = [f"model.layers.{i}." for i in range(L)]
    return {
        "embed": get("model.embed_tokens.weight"),
        "last": get("model.norm.weight"),
        "norms": torch.stack([torch.stack([get(a + n + ".weight") for n in ("input_layernorm", "post_attention_layernorm")])
                              for a in at]),
        "attention": torch.stack([torch.stack([get(f"{a}self_attn.{p}_proj.weight") for p in "qkvo"]) for a in at]),
        "gates": torch.stack([torch.stack([get(f"{a}mlp.{p}_proj.weight") for p in ("gate", "up")]) for a in at]),
        "down": torch.stack([get(f"{a}mlp.down_proj.weight") for a in at]),
    }


def muon(weight, grad, momentum):
    momentum.mul_(0.95).add_(grad, alpha=0.05)
    x = grad * 0.05 + momentum * 0.95
    turned = x.shape[0] > x.shape[1]
    x = x.T if turned else x
    x = x / (x.norm() + 1e-7)
    for _ in range(5):
        a = x @ x.T
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
    x = x.T if turned else x
    weight.mul_(1 - MATRIX_RATE * DECAY).sub_(x, alpha=MATRIX_RATE * max(1, weight.shape[0] / weight.shape[1]) ** 0.5)


def main():
    torch.manual_seed(11)
    config = LlamaConfig(vocab_size=V, hidden_size=D, intermediate_size=MLP, num_hidden_layers=L, num_attention_heads=H,
                         num_key_value_heads=H, max_position_embeddings=T, rms_norm_eps=1e-5, tie_word_embeddings=True,
                         rope_parameters={"rope_type": "default", "rope_theta": 1000.0}, attn_implementation="eager",
                         initializer_range=0.3)
    model = LlamaForCausalLM(config).float()
    parameters = dict(model.named_parameters())
    with torch.no_grad():
        for name, p in parameters.items():
            if "norm" in name:
                p.add_(torch.randn_like(p) * 0.2)
    out = {"start." + k: v.detach().clone() for k, v in stacks(parameters.get).items()}
    ids = torch.randint(0, V, (B, T + 1))
    weight = torch.ones(B, T)
    weight[0, 3] = weight[2, 7] = 3.0
    out.update(ids=ids.float(), weight=weight)

    matrices = [n for n in parameters if "proj" in n]
    decayed = [p for n, p in parameters.items() if "embed" in n]
    plain = [p for n, p in parameters.items() if "norm" in n]
    adam = torch.optim.AdamW([{"params": decayed, "weight_decay": DECAY}, {"params": plain, "weight_decay": 0.0}],
                             lr=OTHER_RATE, betas=(0.9, 0.95), eps=1e-8)
    momenta = {n: torch.zeros_like(parameters[n]) for n in matrices}
    for step in range(2):
        model.zero_grad()
        logits = model(ids[:, :-1]).logits
        each = torch.nn.functional.cross_entropy(logits.reshape(-1, V), ids[:, 1:].reshape(-1), reduction="none")
        loss = (each * weight.reshape(-1)).sum() / weight.sum()
        loss.backward()
        if step == 0:
            out.update(logits=logits.detach(), loss=loss.detach().reshape(1))
            out.update({"gradient." + k: v for k, v in stacks(lambda n: parameters[n].grad.clone()).items()})
        torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        with torch.no_grad():
            for n in matrices:
                muon(parameters[n], parameters[n].grad, momenta[n])
        adam.step()
    out.update({"after." + k: v.detach().clone() for k, v in stacks(parameters.get).items()})
    OUT.mkdir(parents=True, exist_ok=True)
    save_file({k: v.contiguous() for k, v in out.items()}, str(OUT / "golden.safetensors"))


main()
