"""Makes src/test/resources/dictionary/cross-layer/: tiny cross-layer transcoders, and what circuit-tracer computes.

Run with: python -m venv v && v/bin/pip install torch==2.7.1 safetensors==0.8.0 numpy==2.4.6
          v/bin/pip install --no-deps circuit-tracer==0.5.0
          v/bin/python src/test/tools/make_cross_layer_golden.py

{case}/...            W_enc_{i}.safetensors, W_dec_{i}.safetensors, perhaps config.yaml: names, shapes and orientation as published
expected.safetensors  x.{i} [7, dIn], what layer i reads; {case}.encode.{i} [7, dSae]; {case}.predict.{l} [7, dOut];
                      {case}.sum.{i} [dSae, dOut], the rows of a feature added up over the layers that it writes to

Oracle: circuit_tracer's load_clt and CrossLayerTranscoder in float64 on the files written here. Its files hold no skip
connection, its class applies one (untransposed): the case "skip" gives it the tensors that the reader here finds as W_skip_{i}.
Activations are those of encode_layer, at all positions: encode_sparse would set position 0 to zero.
"""

import shutil
import sys
import types
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

stub = types.ModuleType("circuit_tracer.utils")  # the real one imports what makes web pages
stub.get_default_device = lambda: torch.device("cpu")
sys.modules["circuit_tracer.utils"] = stub
stub = types.ModuleType("circuit_tracer.transcoder.single_layer_transcoder")
stub.SingleLayerTranscoder = stub.TranscoderSet = stub.load_transcoder_set = None
sys.modules["circuit_tracer.transcoder.single_layer_transcoder"] = stub
from circuit_tracer.transcoder.cross_layer_transcoder import load_clt

out = Path(__file__).parents[1] / "resources" / "dictionary" / "cross-layer"
note = (out / "README.md").read_text()
shutil.rmtree(out)
out.mkdir()
(out / "README.md").write_text(note)
L, N, D, POSITIONS = 3, 24, 8, 7
g = torch.Generator().manual_seed(31)
YAML = "model_name: {}\nmodel_kind: cross_layer_transcoder\nfeature_input_hook: {}\nfeature_output_hook: hook_mlp_out\nscan: x\n"


def rand(*shape, scale=1.0):
    return torch.randn(*shape, generator=g) * scale


X = rand(L, POSITIONS, D, scale=1.5) + 0.2
expected = {f"x.{i}": X[i].contiguous() for i in range(L)}


def case(name, config=None, extra=(), dtype=torch.float32):
    here = out / name
    here.mkdir(parents=True)
    if config:
        (here / "config.yaml").write_text(config)
    for i in range(L):
        s = {f"W_enc_{i}": rand(N, D, scale=0.4), f"b_enc_{i}": rand(N, scale=0.3) - 0.3, f"b_dec_{i}": rand(D, scale=0.2)}
        if "threshold" in extra:
            s[f"threshold_{i}"] = rand(N, scale=0.7).abs()
        if "skip" in extra:
            s[f"W_skip_{i}"] = rand(D, D, scale=0.3)
        save_file({k: v.to(dtype) for k, v in s.items()}, here / f"W_enc_{i}.safetensors")
        save_file({f"W_dec_{i}": rand(N, L - i, D, scale=0.3).to(dtype)}, here / f"W_dec_{i}.safetensors")
    clt = load_clt(str(here), device=torch.device("cpu"), dtype=torch.float64)
    if "skip" in extra:
        skips = [load_file(here / f"W_enc_{i}.safetensors")[f"W_skip_{i}"].double() for i in range(L)]
        clt.W_skip = torch.nn.Parameter(torch.stack(skips))
    with torch.no_grad():
        x = X.double()
        acts = torch.stack([clt.encode_layer(x[i], i) for i in range(L)])
        recons = clt.decode(acts.to_sparse(), x)
        for i in range(L):
            expected[f"{name}.encode.{i}"] = acts[i].float().contiguous()
            expected[f"{name}.predict.{i}"] = recons[i].float().contiguous()
            expected[f"{name}.sum.{i}"] = clt._get_decoder_vectors(i).sum(1).float().contiguous()
    print(f"{name}: L0 {(acts > 0).sum(-1).float().mean():.1f}")


case("relu", YAML.format("google/gemma-2-2b", "hook_resid_mid"))
case("threshold", YAML.format("meta-llama/Llama-3.2-1B", "mlp.hook_in"), ("threshold",))
case("skip", extra=("threshold", "skip"), dtype=torch.bfloat16)

save_file(expected, out / "expected.safetensors")
