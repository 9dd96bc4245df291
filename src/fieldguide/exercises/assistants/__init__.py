"""From imitating answers to being judged on them."""
