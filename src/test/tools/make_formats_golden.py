"""Makes src/test/resources/dictionary/formats/: one tiny dictionary per published format, and what its own library computes.

Run with: python -m venv v && v/bin/pip install sae-lens==6.54.12 torch==2.15.0 safetensors==0.8.0 numpy==2.4.6 natsort==8.4.0
                                               simple-parsing==0.1.9
          v/bin/pip install --no-deps dictionary-learning==0.1.0 eai-sparsify==1.3.3
          v/bin/python src/test/tools/make_formats_golden.py

{case}/...            the files as they are published: names, keys, shapes, orientation, element types
cases.json            case -> {path, oracle, factor?}; path is what a person would open
expected.safetensors  x [8, dIn]; {case}.encode [8, dSae]; {case}.decode [8, dOut]

Oracle "saelens": its converter (files served from here) and its forward pass; "dictionary_learning" and "sparsify": those
packages; "equations": written below from the papers and from the sources named in the readers, in float64.
"""

import json
import shutil
import sys
import types
from pathlib import Path
from unittest.mock import MagicMock

import numpy as np
import torch
from safetensors.torch import save_file

import sae_lens
from sae_lens import SAE
from sae_lens.loading import pretrained_sae_loaders as loaders

out = Path(__file__).parents[1] / "resources" / "dictionary" / "formats"
note = (out / "README.md").read_text()
shutil.rmtree(out)
out.mkdir(parents=True)
(out / "README.md").write_text(note)
D, N, K = 12, 48, 5
g = torch.Generator().manual_seed(23)
cases, expected = {}, {}


def rand(*shape, scale=1.0):
    return torch.randn(*shape, generator=g) * scale


X = rand(8, D, scale=1.5) + 0.3
enc, dec = lambda: rand(D, N, scale=0.4), lambda: rand(N, D, scale=0.3)
b_enc, b_dec, threshold = lambda: rand(N, scale=0.3), lambda: rand(D, scale=0.2), lambda: rand(N, scale=0.7).abs()


def relu(v):
    return torch.clamp(v, min=0)


def topk(pre, k):
    top = pre.topk(k, dim=-1)
    return torch.zeros_like(pre).scatter(-1, top.indices, relu(top.values))


def case(name, path, oracle, acts, recons, **more):
    cases[name] = {"path": path, "oracle": oracle} | more
    expected[f"{name}.encode"] = acts.detach().to_dense().float().contiguous()
    expected[f"{name}.decode"] = recons.detach().float().contiguous()
    print(f"{name}: L0 {(acts.to_dense() > 0).sum(-1).float().mean():.1f}")


def folder(path):
    (out / path).mkdir(parents=True, exist_ok=True)
    return out / path


def write_json(path, value):
    path.write_text(json.dumps(value, indent=1) + "\n")


def saelens(loader, repo, folder_name, root, x=X, **overrides):
    """Runs one of SAELens's converters on files here, then its forward pass."""
    def serve(repo_id=None, filename=None, subfolder=None, **_):
        return str(root / subfolder / filename if subfolder else root / filename)

    loaders.hf_hub_download = serve
    cfg, state, _ = loader(repo, folder_name, device="cpu", force_download=False, cfg_overrides=overrides or None)
    cfg = loaders.handle_config_defaulting(cfg)
    cfg["reshape_activations"] = "none"  # rows are flat here already
    sae = SAE.from_dict(cfg | {"device": "cpu"})
    sae.process_state_dict_for_loading(state)
    sae.load_state_dict({k: v for k, v in state.items() if k in sae.state_dict()})
    with torch.no_grad():
        acts = sae.encode(x)
        return acts, sae(x) if "transcoder" in cfg["architecture"] else sae.decode(acts)


# --- SAELens's transcoders, saved and loaded by itself
for architecture in ("transcoder", "skip_transcoder", "jumprelu_transcoder", "jumprelu_skip_transcoder"):
    d_out = 10
    tensors = {"W_enc": enc(), "b_enc": b_enc(), "W_dec": rand(N, d_out, scale=0.3), "b_dec": rand(d_out, scale=0.2)}
    if "skip" in architecture:
        tensors["W_skip"] = rand(d_out, D, scale=0.3)
    if "jumprelu" in architecture:
        tensors["threshold"] = threshold()
    name = "saelens-" + architecture
    here = folder(name)
    save_file(tensors, here / "sae_weights.safetensors")
    write_json(here / "cfg.json", {
        "d_in": D, "d_sae": N, "d_out": d_out, "dtype": "float32", "device": "cpu", "apply_b_dec_to_input": False,
        "normalize_activations": "none", "reshape_activations": "none", "architecture": architecture,
        "metadata": {"model_name": "gpt2-small", "hook_name": "blocks.3.mlp.hook_in",
                     "hook_name_out": "blocks.3.hook_mlp_out", "prepend_bos": True, "context_size": 64,
                     "sae_lens_version": "6.18.0"}})
    sae = SAE.load_from_disk(str(here))
    with torch.no_grad():
        case(name, name, "saelens", sae.encode(X), sae(X))

# --- Gemma Scope 1
def gemma_scope(kind, leaf, factor=1.0):
    repo = f"gemma-scope-2b-pt-{kind}"
    here = folder(f"gemma-scope-{kind}/{repo}/{leaf}")
    np.savez(here / "params.npz", W_enc=(enc() * factor).numpy(), W_dec=dec().numpy(), b_enc=b_enc().numpy(),
             b_dec=b_dec().numpy(), threshold=threshold().numpy())
    return repo, out / f"gemma-scope-{kind}" / repo


for kind in ("res", "mlp", "att"):
    leaf = "layer_20/width_16k/average_l0_71"
    repo, root = gemma_scope(kind, leaf)
    case(f"gemma-scope-{kind}", f"gemma-scope-{kind}/{repo}/{leaf}", "saelens",
         *saelens(loaders.gemma_2_sae_huggingface_loader, f"google/{repo}", leaf, root, d_in=D, d_sae=N))
repo, root = gemma_scope("transcoders", "layer_5/width_16k/average_l0_18")
normed = X / torch.sqrt((X * X).mean(-1, keepdim=True) + 1e-6)  # Gemma's norm before its gain, of the residual stream
case("gemma-scope-transcoders", f"gemma-scope-transcoders/{repo}/layer_5/width_16k/average_l0_18", "saelens",
     *saelens(loaders.gemma_2_transcoder_huggingface_loader, f"google/{repo}", "layer_5/width_16k/average_l0_18", root,
              normed, d_in=D, d_out=D, d_sae=N))

# --- Gemma Scope 2
for kind, point_in, point_out, affine in (
        ("resid_post", "model.layers.9.output", None, False),
        ("attn_out", "model.layers.9.self_attn.o_proj.input", None, False),
        ("transcoder", "model.layers.9.pre_feedforward_layernorm.output",
         "model.layers.9.post_feedforward_layernorm.output", False),
        ("affine", "model.layers.9.pre_feedforward_layernorm.output",
         "model.layers.9.post_feedforward_layernorm.output", True)):
    t = {"w_enc": enc(), "w_dec": dec(), "b_enc": b_enc(), "b_dec": b_dec(), "threshold": threshold()}
    if affine:
        t["affine_skip_connection"] = rand(D, D, scale=0.3)
    name = f"gemma-scope-2-{kind}"
    path = f"{name}/gemma-scope-2-270m-pt/{'transcoder' if affine else kind}/layer_9_width_16k_l0_small"
    save_file(t, folder(path) / "params.safetensors")
    write_json(out / path / "config.json", {
        "hf_hook_point_in": point_in, "hf_hook_point_out": point_out or point_in, "width": N,
        "model_name": "gemma-v3-270m-pt", "architecture": "jump_relu", "l0": 20, "affine_connection": affine,
        "type": "transcoder" if point_out else "sae"})
    pre = X.double() @ t["w_enc"].double() + t["b_enc"]
    acts = relu(pre) * (pre > t["threshold"])
    recons = acts @ t["w_dec"].double() + t["b_dec"]
    if affine:
        recons = recons + X.double() @ t["affine_skip_connection"].double()
    case(name, path, "equations", acts, recons)

# --- dictionary_learning
for module in ("nnsight",):
    sys.modules.setdefault(module, MagicMock())
import dictionary_learning.dictionary as dl  # noqa: E402
from dictionary_learning.trainers.batch_top_k import BatchTopKSAE  # noqa: E402
from dictionary_learning.trainers.matryoshka_batch_top_k import MatryoshkaBatchTopKSAE  # noqa: E402
from dictionary_learning.trainers.top_k import AutoEncoderTopK  # noqa: E402

made = {
    "AutoEncoder": dl.AutoEncoder(D, N), "AutoEncoderNew": dl.AutoEncoderNew(D, N),
    "GatedAutoEncoder": dl.GatedAutoEncoder(D, N), "JumpReluAutoEncoder": dl.JumpReluAutoEncoder(D, N),
    "AutoEncoderTopK": AutoEncoderTopK(D, N, K), "BatchTopKSAE": BatchTopKSAE(D, N, K),
    "MatryoshkaBatchTopKSAE": MatryoshkaBatchTopKSAE(D, N, K, [16, 32]),
}
for dict_class, model in made.items():
    with torch.no_grad():
        for key, p in model.named_parameters():
            p.copy_(rand(*p.shape, scale=0.4 if p.dim() == 2 else 0.3))
        if dict_class == "JumpReluAutoEncoder":
            model.threshold.copy_(threshold())
        elif "Batch" in dict_class:
            model.threshold.fill_(0.6)
    name = f"dictionary_learning-{dict_class}"
    here = folder(name)
    torch.save(model.state_dict(), here / "ae.pt")
    write_json(here / "config.json", {
        "trainer": {"dict_class": dict_class, "trainer_class": "x", "activation_dim": D, "dict_size": N, "layer": 3,
                    "lm_name": "EleutherAI/pythia-70m-deduped", "k": K, "submodule_name": "resid_post_layer_3"},
        "buffer": {"d_submodule": D, "ctx_len": 128}})
    with torch.no_grad():
        if dict_class == "AutoEncoder":
            model = dl.AutoEncoder.from_pretrained(here / "ae.pt")
        acts = model.encode(X)
        case(name, name, "dictionary_learning", acts, model.decode(acts))

# --- sparsify
import importlib.util  # noqa: E402

package = types.ModuleType("sparsify")  # its own __init__ pulls in the trainer
package.__path__ = [str(Path(importlib.util.find_spec("sparsify").origin).parent)]
sys.modules["sparsify"] = package
from sparsify.config import SparseCoderConfig  # noqa: E402
from sparsify import sparse_coder, utils  # noqa: E402
from sparsify.sparse_coder import SparseCoder  # noqa: E402

sparse_coder.decoder_impl = utils.eager_decode  # its other one needs a GPU

for name, hookpoint, settings in (
        ("sparsify-topk", "layers.5", {"num_latents": N}),
        ("sparsify-groupmax", "h.3", {"num_latents": 60, "activation": "groupmax"}),
        ("sparsify-transcoder", "layers.5.mlp", {"expansion_factor": 4, "transcode": True, "skip_connection": True})):
    coder = SparseCoder(D, SparseCoderConfig(k=K, **settings))
    with torch.no_grad():
        for p in coder.parameters():
            p.copy_(rand(*p.shape, scale=0.4 if p.dim() == 2 else 0.3))
    coder.save_to_disk(folder(f"{name}/{hookpoint}"))
    write_json(out / name / "config.json", {"model": "EleutherAI/pythia-160m", "dataset": "x", "ctx_len": 2048})
    with torch.no_grad():
        top_acts, indices, _ = coder.encode(X)
        acts = torch.zeros(8, coder.num_latents).scatter(-1, indices, top_acts)
        case(name, f"{name}/{hookpoint}", "sparsify", acts, coder(X).sae_out)

# --- OpenAI
for name, path, activation in (("openai-topk", "resid_post_mlp_v5_32k/autoencoders/7.pt", "TopK"),
                               ("openai-relu", "mlp_post_act/autoencoders/7.pt", "ReLU")):
    s = {"pre_bias": b_dec(), "encoder.weight": rand(N, D, scale=0.4), "latent_bias": b_enc() - (2.0 if activation == "TopK" else 0),
         "decoder.weight": rand(D, N, scale=0.3), "stats_last_nonzero": torch.zeros(N, dtype=torch.long),
         "latents_activation_frequency": torch.zeros(N), "latents_mean_square": torch.zeros(N), "activation": activation,
         "activation_state_dict": {"k": K, "postact_fn": "ReLU"} if activation == "TopK" else {}}
    torch.save(s, folder(str(Path(name) / Path(path).parent)) / Path(path).name)
    x = X.double()
    mean, std = x.mean(-1, keepdim=True), x.std(-1, keepdim=True)
    h = (x - mean) / (std + 1e-5) if activation == "TopK" else x
    pre = (h - s["pre_bias"]) @ s["encoder.weight"].double().T + s["latent_bias"]
    acts = topk(pre, K) if activation == "TopK" else relu(pre)
    recons = acts @ s["decoder.weight"].double().T + s["pre_bias"]
    case(name, f"{name}/{path}", "equations", acts, recons * std + mean if activation == "TopK" else recons)

# --- Llama Scope and its family
s = {"encoder.weight": rand(N, D, scale=0.4), "encoder.bias": b_enc(), "decoder.weight": rand(D, N, scale=0.3),
     "decoder.bias": b_dec()}
save_file({k: v.bfloat16() for k, v in s.items()}, folder("llama-scope/checkpoints") / "final.safetensors")
s = {k: v.bfloat16().double() for k, v in s.items()}
hyper = {"d_model": D, "d_sae": N, "hook_point_in": "blocks.5.hook_resid_post", "hook_point_out": "blocks.5.hook_resid_post",
         "act_fn": "topk", "top_k": 50, "jump_relu_threshold": 0.43, "norm_activation": "dataset-wise",
         "dataset_average_activation_norm": {"in": 2.0, "out": 2.0}, "sparsity_include_decoder_norm": True,
         "apply_decoder_bias_to_pre_encoder": False, "use_decoder_bias": True, "use_glu_encoder": False}
write_json(out / "llama-scope" / "hyperparams.json", hyper)
s_in = D ** 0.5 / 2.0
W_dec = s["decoder.weight"].T  # s_in / s_out is 1
norm = W_dec.norm(dim=1)
pre = (X.double() @ s["encoder.weight"].T + s["encoder.bias"] / s_in) * norm
acts = relu(pre) * (pre > 0.43)
case("llama-scope", "llama-scope", "equations", acts, acts @ (W_dec / norm[:, None]) + s["decoder.bias"] / s_in)

s = {"encoder.weight": rand(N, D, scale=0.4), "encoder.bias": b_enc(), "decoder.weight": rand(D, N, scale=0.3),
     "decoder.bias": b_dec(), "log_jumprelu_threshold": threshold().log()}
save_file(s, folder("llama-scope-r1") / "sae_weights.safetensors")
write_json(out / "llama-scope-r1" / "config.json",
           {"d_model": D, "expansion_factor": N // D, "hook_point_in": "blocks.5.hook_resid_post"})
f = 0.37
pre = f * (X.double() @ s["encoder.weight"].double().T) + s["encoder.bias"]
acts = relu(pre) * (pre > s["log_jumprelu_threshold"].double().exp())
case("llama-scope-r1", "llama-scope-r1", "equations", acts,
     (acts @ s["decoder.weight"].double().T + s["decoder.bias"]) / f, factor=f)

for name, act in (("openmoss-jumprelu", "jumprelu"), ("openmoss-topk", "topk")):
    s = {"W_E": enc(), "b_E": b_enc(), "W_D": dec(), "b_D": b_dec()}
    if act == "jumprelu":
        s["log_jumprelu_threshold"] = threshold().log()
    save_file(s, folder(name) / "sae_weights.safetensors")
    write_json(out / name / "config.json", {
        "sae_type": "sae", "d_model": D, "expansion_factor": N // D, "hook_point_in": "blocks.2.hook_resid_post",
        "hook_point_out": "blocks.2.hook_resid_post", "act_fn": act, "top_k": K, "norm_activation": "inference",
        "sparsity_include_decoder_norm": act == "topk", "use_decoder_bias": True})
    pre = X.double() @ s["W_E"].double() + s["b_E"]
    norm = s["W_D"].double().norm(dim=1) if act == "topk" else torch.ones(N)
    acts = topk(pre * norm, K) if act == "topk" else relu(pre) * (pre > s["log_jumprelu_threshold"].double().exp())
    case(name, name, "equations", acts, (acts / norm) @ s["W_D"].double() + s["b_D"])

# --- one file each
for name, file, prefix in (("goodfire", "Llama-3.1-8B-Instruct-SAE-l19.pth", "_linear"),
                           ("qresearch", "DeepSeek-R1-Distill-Llama-8B-SAE-l19.pt", "")):
    s = {f"encoder{prefix}.weight": rand(N, D, scale=0.4), f"encoder{prefix}.bias": b_enc(),
         f"decoder{prefix}.weight": rand(D, N, scale=0.3), f"decoder{prefix}.bias": b_dec()}
    torch.save(s, folder(name) / file)
    acts = relu(X.double() @ s[f"encoder{prefix}.weight"].double().T + s[f"encoder{prefix}.bias"])
    case(name, f"{name}/{file}", "equations", acts,
         acts @ s[f"decoder{prefix}.weight"].double().T + s[f"decoder{prefix}.bias"])

file = "gpt2-small_L5_Hcat_z_lr1.pt"
torch.save({"W_enc": enc(), "W_dec": dec(), "b_enc": b_enc(), "b_dec": b_dec()}, folder("attn-kk") / file)
write_json(out / "attn-kk" / file.replace(".pt", "_cfg.json"),
           {"act_size": D, "dict_size": N, "act_name": "blocks.5.attn.hook_z", "seq_len": 128, "model_name": "gpt2-small"})


case("attn-kk", f"attn-kk/{file}", "saelens", *saelens(loaders.connor_rob_hook_z_huggingface_loader, "ckkissane/attn", file, out / "attn-kk"))

repo = "SAE-Res-Qwen3-1.7B-Base-W32K-L0_5"
here = folder(f"qwen-scope/{repo}")
s = {"W_enc": rand(N, D, scale=0.4), "W_dec": rand(D, N, scale=0.3), "b_enc": b_enc() - 1.0, "b_dec": b_dec()}
torch.save(s, here / "layer4.sae.pt")
acts = topk(X.double() @ s["W_enc"].double().T + s["b_enc"], 5)
case("qwen-scope", f"qwen-scope/{repo}/layer4.sae.pt", "equations", acts,
     acts @ s["W_dec"].double().T + s["b_dec"])

# --- transcoders per layer
def transcoder_file(name, layer, config, extra=(), **settings):
    s = {"W_enc": rand(N, D, scale=0.4), "W_dec": dec(), "b_enc": b_enc(), "b_dec": b_dec()}
    if "skip" in extra:
        s["W_skip"] = rand(D, D, scale=0.3)
    if "threshold" in extra:
        s["activation_function.threshold"] = threshold()
    save_file(s, folder(name) / f"layer_{layer}.safetensors")
    save_file(s, out / name / f"layer_{layer + 1}.safetensors")  # a set has several
    if config:
        (out / name / "config.yaml").write_text(config)
    x = X.double()
    h = x / torch.sqrt((x * x).mean(-1, keepdim=True) + 1e-6) if "normed" in extra else x
    pre = h @ s["W_enc"].double().T + s["b_enc"]
    acts = topk(pre, settings["k"]) if "k" in settings else relu(pre)
    if "threshold" in extra:
        acts = relu(pre) * (pre > s["activation_function.threshold"])
    recons = acts @ s["W_dec"].double() + s["b_dec"]
    if "skip" in extra:
        recons = recons + x @ s["W_skip"].double().T
    case(name, f"{name}/layer_{layer}.safetensors", "equations", acts, recons)


transcoder_file("mwhanna", 3, None)
YAML = 'model_name: "{}"\nmodel_kind: transcoder_set\nfeature_input_hook: {}\nfeature_output_hook: hook_mlp_out\nscan: x # a name\n'
transcoder_file("circuit-tracer-skip", 6, YAML.format("meta-llama/Llama-3.2-1B", "mlp.hook_in"), ("skip",))
transcoder_file("circuit-tracer-gemma", 6, YAML.format("google/gemma-2-2b", "ln2.hook_normalized"), ("normed", "threshold"))
transcoder_file("circuit-tracer-topk", 6, YAML.format("meta-llama/Llama-3.1-8B-Instruct", "mlp.hook_in")
                + "activation: topk\nk: 5\ntranscoders:\n  - hf://x/y/layer_6.safetensors\n", k=5)

save_file(expected | {"x": X}, out / "expected.safetensors")
write_json(out / "cases.json", cases)
