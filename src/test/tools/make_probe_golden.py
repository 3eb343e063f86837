"""Writes src/test/resources/golden/ProbesTest/logistic.json: overlapping classes and scikit-learn's logistic regression of them.

Run with the versions of requirements.txt and scikit-learn 1.9.1 from the project's root.
"""

import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

ROWS, WIDTH, CONCEPTS = 240, 5, 3

rng = np.random.default_rng(7)
x = (rng.normal(size=(ROWS, WIDTH)) @ rng.normal(size=(WIDTH, WIDTH)) + rng.normal(size=WIDTH)).round(4)
w = rng.normal(size=(WIDTH, CONCEPTS))
logits = x @ w / np.std(x @ w, axis=0) * 1.5 + np.array([-2.0, 0.0, 0.5])
y = (rng.random((ROWS, CONCEPTS)) < 1 / (1 + np.exp(-logits))).astype(int)
scores = [
    LogisticRegression(C=1e6, tol=1e-8, max_iter=10_000).fit(x, y[:, c]).decision_function(x) for c in range(CONCEPTS)
]
out = Path("src/test/resources/golden/ProbesTest/logistic.json")
out.parent.mkdir(parents=True, exist_ok=True)
out.write_text(
    json.dumps({
        "width": WIDTH,
        "concepts": CONCEPTS,
        "x": x.flatten().tolist(),
        "labels": [[c for c in range(CONCEPTS) if row[c]] for row in y.tolist()],
        "scores": np.stack(scores, axis=1).round(5).flatten().tolist(),
    })
    + "\n"
)
