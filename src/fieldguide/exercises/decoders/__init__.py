"""From GPT-2 to LLaMA."""
