"""Text to vectors, by the bundled MiniLM, sentence-transformers or an OpenAI-compatible endpoint."""
