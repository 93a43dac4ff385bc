"""Pages changed at random so that a person sees the same: what is read must stay, or be missed with a word."""
