"""What people prefer: rewards learned from comparisons, and policies that follow them, on a leash."""
