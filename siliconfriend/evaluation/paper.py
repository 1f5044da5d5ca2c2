"""Table 2 of the paper (arXiv 2305.10250): other people and questions, scored by hand. A landmark, no rival."""

from __future__ import annotations

from siliconfriend.language import Language

SCORES = ("retrieval_accuracy", "correctness", "coherence", "ranking")

TABLE_2: dict[Language, dict[str, tuple[float, float, float, float]]] = {
    Language.EN: {
        "ChatGLM": (0.809, 0.438, 0.680, 0.498),
        "BELLE": (0.814, 0.479, 0.582, 0.517),
        "ChatGPT": (0.763, 0.716, 0.912, 0.818),
    },
    Language.CN: {
        "ChatGLM": (0.840, 0.418, 0.428, 0.510),
        "BELLE": (0.856, 0.603, 0.562, 0.565),
        "ChatGPT": (0.711, 0.655, 0.675, 0.758),
    },
}
