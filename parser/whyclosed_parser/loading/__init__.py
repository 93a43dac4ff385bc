"""The steps from a file's bytes to a tree; `whyclosed_parser.load` puts them together."""
