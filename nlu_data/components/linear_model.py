"""A linear model over sparse features: learnt with scikit-learn, kept and used as plain arrays."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Sequence, Tuple

import numpy as np


@dataclass(frozen=True)
class LinearModel:
    """Weights of a multinomial logistic regression over TF-IDF features."""

    labels: List[str]
    places: Dict[str, int]  # feature -> row
    idf: np.ndarray
    weights: np.ndarray  # one row a feature, one column a label
    intercepts: np.ndarray

    def rank(self, features: Sequence[str]) -> List[Tuple[str, float]]:
        """Order the labels by how likely they are, most likely first."""
        counts = Counter(self.places[f] for f in features if f in self.places)
        scores = self.intercepts.tolist()
        if counts:
            rows = list(counts)
            # A hundred labels are few: plain numbers touch less of a processor's cache than numpy's many functions do.
            values = [(1.0 + math.log(often)) * idf for often, idf in zip(counts.values(), self.idf[rows].tolist(), strict=True)]
            length = math.sqrt(sum(value * value for value in values))
            told = np.array(values, dtype=np.float32) @ self.weights[rows]
            scores = [start + more / length for start, more in zip(scores, told.tolist(), strict=True)]
        highest = max(scores)
        likelihood = [math.exp(score - highest) for score in scores]
        whole = sum(likelihood)
        return sorted(((label, one / whole) for label, one in zip(self.labels, likelihood, strict=True)), key=lambda pair: -pair[1])

    def save(self, folder: Path) -> None:
        """Write the model as arrays and a word list: data only, nothing that could run when read."""
        names = {"labels": self.labels, "features": list(self.places)}
        (folder / "names.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
        np.savez(folder / "weights.npz", idf=self.idf, weights=self.weights, intercepts=self.intercepts)

    @classmethod
    def load(cls, folder: Path) -> LinearModel:
        """Read a model back."""
        names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            places = {feature: row for row, feature in enumerate(names["features"])}
            return cls(names["labels"], places, arrays["idf"], arrays["weights"], arrays["intercepts"])


def learn(examples: Sequence[Sequence[str]], labels: Sequence[str], strength: float, rarest: int, steps: int) -> LinearModel:
    """Fit a model; features seen in fewer than `rarest` examples are passed over, `strength` is the inverse of regularisation."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    vectoriser = TfidfVectorizer(analyzer=lambda features: features, sublinear_tf=True, min_df=rarest)
    matrix = vectoriser.fit_transform(examples)
    model = LogisticRegression(C=strength, max_iter=steps, tol=1e-3, random_state=42).fit(matrix, labels)
    names = sorted(vectoriser.vocabulary_, key=vectoriser.vocabulary_.get)
    return LinearModel(
        labels=[str(label) for label in model.classes_],
        places={name: row for row, name in enumerate(names)},
        idf=vectoriser.idf_.astype(np.float32),
        weights=np.ascontiguousarray(model.coef_.T.astype(np.float32)),
        intercepts=model.intercept_.astype(np.float32),
    )
