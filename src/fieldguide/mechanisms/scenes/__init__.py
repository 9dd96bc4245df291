"""Things in space: what a ray sees of them, how a picture shapes them, what they are stored in."""
