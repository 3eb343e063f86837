"""Makes src/test/resources/weights/containers/: small .npz and PyTorch files, and the same numbers in safetensors.

Run with: python -m venv v && v/bin/pip install torch==2.7.1 safetensors==0.8.0 numpy==2.4.6
          v/bin/python src/test/tools/make_containers_golden.py

arrays.npz, arrays-deflated.npz   savez and savez_compressed: C and Fortran order, every element type, a scalar
arrays.safetensors                the same
tensors.pt                        torch.save: parameters, an ordered dict, transposed, sliced, expanded and shared storages
tensors.safetensors               the same, contiguous, nested names joined by dots
evil.pt, module.pt, legacy.pt     what must be refused: os.system, a pickled module, the format before PyTorch 1.6
"""

import collections
import os
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file as save_numpy
from safetensors.torch import save_file

out = Path(__file__).parents[1] / "resources" / "weights" / "containers"
out.mkdir(parents=True, exist_ok=True)
rng = np.random.default_rng(5)

arrays = {
    "c": rng.standard_normal((5, 7)).astype(np.float32),
    "fortran": np.asfortranarray(rng.standard_normal((5, 7)).astype(np.float32)),
    "fortran3": np.asfortranarray(rng.standard_normal((2, 3, 4)).astype(np.float32)),
    "half": rng.standard_normal(9).astype(np.float16),
    "double": rng.standard_normal((3, 2)).astype(np.float64),
    "long": rng.integers(-5, 5, (4,)),
    "int": rng.integers(-5, 5, (4,)).astype(np.int32),
    "byte": rng.integers(0, 255, (4,)).astype(np.uint8),
    "bool": np.array([True, False, True]),
    "scalar": np.float32(2.5),
    "zeros": np.zeros((64, 64), np.float32),
    "empty": np.zeros((0, 3), np.float32),
}
np.savez(out / "arrays.npz", **arrays)
np.savez_compressed(out / "arrays-deflated.npz", **arrays)
save_numpy({k: np.ascontiguousarray(v).reshape(np.shape(v)) for k, v in arrays.items()}, out / "arrays.safetensors")
# version 2 of the .npy header, which NumPy itself only writes for long ones
with open(out / "version2.npy", "wb") as f:
    np.lib.format.write_array(f, arrays["c"], version=(2, 0))

g = torch.Generator().manual_seed(5)
big = torch.randn(6, 8, generator=g)
linear = torch.nn.Linear(8, 3)
with torch.no_grad():
    linear.weight.copy_(torch.randn(3, 8, generator=g))
    linear.bias.copy_(torch.randn(3, generator=g))
saved = {
    "plain": big,
    "transposed": big.t(),
    "slice": big[1:5:2, 2:7],
    "row": big[3],
    "expanded": big[0, :1].expand(4),
    "empty": torch.zeros(0, 3),
    "scalar": torch.tensor(7, dtype=torch.int32),
    "half": big[:2].half(), "bfloat": big[:2].bfloat16(), "double": big[:2].double(),
    "long": torch.arange(-2, 3), "byte": torch.arange(5, dtype=torch.uint8), "bool": torch.tensor([True, False]),
    "parameter": torch.nn.Parameter(big[0].clone()),
    "module": linear.state_dict(),
    "settings": {"k": 32, "negative": -70000, "huge": 2**40, "rate": 0.25, "name": "TopK", "on": True, "none": None,
                 "dtype": torch.float16, "list": [1, "two", (3.0,)], "device": torch.device("cpu"), "size": big.shape},
    "ordered": collections.OrderedDict(a=torch.ones(2)),
    3: torch.full((2,), 3.0),
}


def flat(prefix, value):
    if isinstance(value, torch.Tensor):
        yield prefix, value.detach().contiguous().clone()
    elif isinstance(value, dict):
        for k, v in value.items():
            yield from flat(f"{prefix}.{k}" if prefix else str(k), v)


torch.save(saved, out / "tensors.pt")
save_file(dict(flat("", saved)), out / "tensors.safetensors")


class Evil:
    def __reduce__(self):
        return os.system, ("touch /tmp/fragaria-was-here",)


torch.save({"w": torch.ones(2), "evil": Evil()}, out / "evil.pt")
torch.save(torch.nn.Linear(2, 2), out / "module.pt")
torch.save({"w": torch.ones(2)}, out / "legacy.pt", _use_new_zipfile_serialization=False)
torch.save(torch.ones(2), out / "bare.pt")
