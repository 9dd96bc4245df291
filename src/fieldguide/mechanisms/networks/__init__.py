"""What is built around attention: embeddings, norms, blocks, memory, shared layers."""
