"""Makes src/test/resources/weights/: safetensors files written by the reference implementation, and their values.

Run with: python -m venv v && v/bin/pip install numpy==2.4.6 torch==2.15.0 safetensors==0.8.0
          v/bin/python src/test/tools/make_safetensors_golden.py
"""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file

out = Path(__file__).parents[1] / "resources" / "weights"
out.mkdir(parents=True, exist_ok=True)

g = torch.Generator().manual_seed(7)
floats = torch.randn(3, 5, generator=g)
tensors = {
    "f32": floats,
    "f64": floats.double() * 3 + 1e-9,
    "f16": floats.half(),
    "bf16": floats.bfloat16(),
    "i64": torch.tensor([[-(2**63), -1], [0, 2**63 - 1]]),
    "i32": torch.tensor([-(2**31), 5, 2**31 - 1], dtype=torch.int32),
    "i16": torch.tensor([-32768, 3, 32767], dtype=torch.int16),
    "i8": torch.tensor([-128, 0, 127], dtype=torch.int8),
    "u8": torch.tensor([0, 128, 255], dtype=torch.uint8),
    "bool": torch.tensor([True, False, True]),
    "scalar": torch.tensor(2.5),
    "empty": torch.zeros(0, 4),
    "name with ünïcode \"quotes\" and \\": torch.tensor([1.0]),
}
save_file(tensors, out / "golden.safetensors", metadata={"format": "pt \u00fc"})
values = {name: t.double().flatten().tolist() if t.is_floating_point() else t.long().flatten().tolist()
          for name, t in tensors.items()}
(out / "golden.json").write_text(json.dumps(values, indent=1, ensure_ascii=False) + "\n")

# What PyTorch makes of hard values when it rounds float32 to 16 bits: input bits, F16 bits, BF16 bits.
bits = torch.cat([
    torch.randint(-(2**31), 2**31, (400,), generator=g, dtype=torch.int64).to(torch.int32),
    # around F16's overflow, subnormals, ties, signed zeros, infinities
    torch.tensor([65504.0, 65519.996, 65520.0, 2**-14, 2**-24, 2**-25, 2**-25 * 1.0000001, 3 * 2**-25, 2049.0, 2051.0,
                  0.0, -0.0, float("inf"), float("-inf"), 3.3895313e38, 3.4028235e38, 1e-45, -1e-40]).view(torch.int32),
])
x = bits.view(torch.float32)
keep = ~torch.isnan(x)
bits, x = bits[keep], x[keep]
save_file({"bits": bits, "f16": x.half().view(torch.int16), "bf16": x.bfloat16().view(torch.int16)},
          out / "rounding.safetensors")
