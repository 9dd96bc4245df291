"""From BERT to DeBERTa."""
