"""Makes src/test/resources/dictionary/: small SAEs in SAELens layout and what SAELens computes with them.

Run with: python -m venv v && v/bin/pip install sae-lens==6.54.12 torch==2.15.0 safetensors==0.8.0 numpy==2.4.6
          v/bin/python src/test/tools/make_dictionary_golden.py

weights-{architecture}.safetensors  the tensors of one SAE, d_in 16, d_sae 64, in SAELens's names, shapes, orientation
cases.json                          name -> {weights, cfg, factor?}: cfg is a cfg.json, of SAELens 6 or older
expected.safetensors                x [8, 16]; {case}.encode [8, 64] and {case}.decode [8, 16]
"""

import json
import shutil
import tempfile
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from sae_lens import SAE

D_IN, D_SAE, K, FACTOR = 16, 64, 7, 0.37
out = Path(__file__).parents[1] / "resources" / "dictionary"
out.mkdir(parents=True, exist_ok=True)
g = torch.Generator().manual_seed(11)


def rand(*shape, scale=1.0):
    return torch.randn(*shape, generator=g) * scale


def base():
    return {"W_enc": rand(D_IN, D_SAE, scale=0.4), "W_dec": rand(D_SAE, D_IN, scale=0.3), "b_dec": rand(D_IN, scale=0.2)}


weights = {
    "standard": base() | {"b_enc": rand(D_SAE, scale=0.3)},
    "topk": base() | {"b_enc": rand(D_SAE, scale=0.3) - 2.5},  # so that negative values reach the top k
    "jumprelu": base() | {"b_enc": rand(D_SAE, scale=0.3), "threshold": rand(D_SAE).abs()},
    "gated": base() | {"b_gate": rand(D_SAE, scale=0.3), "b_mag": rand(D_SAE, scale=0.3), "r_mag": rand(D_SAE, scale=0.3)},
}
weights["scaled"] = weights["standard"] | {"scaling_factor": rand(D_SAE).abs() + 0.5}
weights["ones"] = weights["standard"] | {"scaling_factor": torch.ones(D_SAE)}
weights["bf16"] = {k: v.bfloat16() for k, v in weights["standard"].items()}
for name, tensors in weights.items():
    save_file(tensors, out / f"weights-{name}.safetensors")

METADATA = {
    "model_name": "gpt2-small", "hook_name": "blocks.7.hook_resid_pre", "prepend_bos": True, "context_size": 128,
    "dataset_path": "Skylion007/openwebtext", "neuronpedia_id": None, "sae_lens_version": "6.18.0",
    "sae_lens_training_version": "6.18.0", "exclude_special_tokens": False, "seqpos_slice": [None],
}


def v6(architecture, normalize, **more):
    cfg = {"d_in": D_IN, "d_sae": D_SAE, "dtype": "float32", "device": "cpu", "apply_b_dec_to_input": True,
           "normalize_activations": normalize, "reshape_activations": "none", "metadata": METADATA,
           "architecture": architecture}
    if architecture == "topk":
        cfg |= {"k": K, "rescale_acts_by_decoder_norm": False}
    return cfg | more


def legacy(architecture, normalize, **more):
    """Keys as SAELens 3 to 5 wrote them."""
    cfg = {"architecture": "standard" if architecture == "topk" else architecture, "d_in": D_IN, "d_sae": D_SAE,
           "activation_fn_str": "topk" if architecture == "topk" else "relu",
           "activation_fn_kwargs": {"k": K} if architecture == "topk" else {},
           "apply_b_dec_to_input": True, "finetuning_scaling_factor": False, "context_size": 256,
           "model_name": "gpt2-small", "hook_name": "blocks.3.hook_mlp_out", "hook_layer": 3, "hook_head_index": None,
           "prepend_bos": False, "dataset_path": "Skylion007/openwebtext", "dataset_trust_remote_code": True,
           "normalize_activations": normalize, "dtype": "torch.float32", "device": "cpu",
           "sae_lens_training_version": "4.1.0"}
    return cfg | more


# SAELens 1 and 2, e.g. gpt2-small-res-jb
oldest = {"model_name": "gpt2-small", "hook_point": "blocks.8.hook_resid_pre", "hook_point_layer": 8,
          "hook_point_head_index": None, "dataset_path": "Skylion007/openwebtext", "is_dataset_tokenized": False,
          "context_size": 128, "use_cached_activations": False, "d_in": D_IN, "n_batches_in_buffer": 128,
          "total_training_tokens": 300000000, "store_batch_size": 32, "device": "cpu", "seed": 42,
          "dtype": "torch.float32", "b_dec_init_method": "geometric_median", "expansion_factor": 4, "d_sae": D_SAE,
          "from_pretrained_path": None, "l1_coefficient": 8e-05, "lr": 0.0004, "normalize_activations": False}

cases = {}
for architecture in ("standard", "topk", "jumprelu", "gated"):
    for normalize in ("none", "constant_norm_rescale", "layer_norm"):
        cases[f"v6-{architecture}-{normalize}"] = {"weights": architecture, "cfg": v6(architecture, normalize)}
        cases[f"legacy-{architecture}-{normalize}"] = {"weights": architecture, "cfg": legacy(architecture, normalize)}
    cases[f"v6-{architecture}-folded"] = {
        "weights": architecture, "cfg": v6(architecture, "expected_average_only_in"), "factor": FACTOR}
cases |= {
    "oldest": {"weights": "standard", "cfg": oldest},
    "legacy-true-normalization": {
        "weights": "standard", "cfg": legacy("standard", True), "factor": FACTOR},
    "legacy-null-normalization": {"weights": "standard", "cfg": legacy("standard", None)},
    "legacy-scaling-factor": {
        "weights": "scaled", "cfg": legacy("standard", "none", finetuning_scaling_factor=True)},
    "legacy-scaling-factor-of-ones": {"weights": "ones", "cfg": legacy("standard", "none")},
    "v6-standard-uncentred": {"weights": "standard", "cfg": v6("standard", "none", apply_b_dec_to_input=False)},
    "v6-jumprelu-uncentred-layer_norm": {
        "weights": "jumprelu", "cfg": v6("jumprelu", "layer_norm", apply_b_dec_to_input=False)},
    "v6-topk-rescaled": {"weights": "topk", "cfg": v6("topk", "none", rescale_acts_by_decoder_norm=True)},
    "v6-topk-rescaled-folded": {
        "weights": "topk", "cfg": v6("topk", "expected_average_only_in", rescale_acts_by_decoder_norm=True),
        "factor": FACTOR},
    "v6-standard-bf16": {"weights": "bf16", "cfg": v6("standard", "none", dtype="float32")},
}

x = rand(8, D_IN, scale=1.5) + 0.3
expected = {"x": x}
for name, case in cases.items():
    with tempfile.TemporaryDirectory() as folder:
        tensors = load_file(out / f"weights-{case['weights']}.safetensors")
        # SAELens 6 cannot load a finetuning scale any more; 3 to 5 multiplied the activations by it before decoding
        scale = tensors.pop("scaling_factor", torch.ones(D_SAE))
        save_file(tensors, Path(folder) / "sae_weights.safetensors")
        (Path(folder) / "cfg.json").write_text(json.dumps(case["cfg"] | {"finetuning_scaling_factor": False}
                                                          if "finetuning_scaling_factor" in case["cfg"] else case["cfg"]))
        sae = SAE.load_from_disk(folder)
        if "factor" in case:
            assert sae.cfg.normalize_activations == "expected_average_only_in", name
            sae.fold_activation_norm_scaling_factor(case["factor"])
        with torch.no_grad():
            acts = sae.encode(x)
            expected[f"{name}.encode"] = acts.to_dense().contiguous()
            expected[f"{name}.decode"] = sae.decode(acts * scale).contiguous()
        print(f"{name}: L0 {(acts > 0).sum(-1).float().mean():.1f}")
save_file(expected, out / "expected.safetensors")
(out / "cases.json").write_text(json.dumps(cases, indent=1) + "\n")
